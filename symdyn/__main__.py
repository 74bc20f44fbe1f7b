"""`python -m symdyn` is the command `symdyn`."""

import sys

from symdyn.cli import main

sys.exit(main())
