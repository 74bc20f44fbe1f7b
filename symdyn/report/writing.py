"""Write reports: sources, fragments, figures, PDFs and pages, all of them or none."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from symdyn.claims.claim import Claim
from symdyn.claims.scheduling import Task, processors, run_tasks
from symdyn.claims.statements import Statements
from symdyn.claims.verifying import judge
from symdyn.errors import OutputError
from symdyn.report.answers import told_sections
from symdyn.report.assembly import COMPARISON, Document, comparison_of, report_on
from symdyn.report.claims_table import claims_table
from symdyn.report.compile import HOW_TO_GET_TEX, compile_pdf, has_tex, log_faults
from symdyn.report.content import Section
from symdyn.report.document import render_document
from symdyn.report.figures.drawing import write_comparison_figures, write_figures
from symdyn.report.figures.plan import figures_of
from symdyn.report.folders import no_empty_folder
from symdyn.report.fragments import fragments
from symdyn.report.html.writing import INDEX, write_pages
from symdyn.report.judged import Judged
from symdyn.report.macros import macro_file
from symdyn.rules.rule import LearningRule
from symdyn.simulation.training.outcomes import Group
from symdyn.simulation.validation import Validation
from symdyn.stages.analysis import Analysis, analyse

__all__ = [
    "ReportResult",
    "require_names",
    "require_writable",
    "write_reports",
    "write_sources",
]

MACRO_FILE = "symdyn-macros.tex"
CERTIFICATES = "certificates"
_DRAWINGS = "drawings"  # what pages have in them; none of it is moved into place


@dataclass(frozen=True)
class ReportResult:
    """What was written.

    Parameters
    ----------
    folder : the output directory
    documents : the LaTeX sources
    pdfs : the PDFs, none where TeX is missing or was not wanted
    pages : the pages in HTML, none where they were not wanted
    note : one line for the user on what is missing and how to get it, or None
    faults : what TeX complains about: undefined references, labels twice, boxes over 5 pt
    """

    folder: Path
    documents: tuple[Path, ...]
    pdfs: tuple[Path, ...]
    pages: tuple[Path, ...]
    note: str | None
    faults: tuple[str, ...]


def write_reports(  # noqa: PLR0913 - the parts of a report
    analyses: Sequence[Analysis],
    folder: Path,
    *,
    pdf: bool | None = None,
    html: bool = False,
    validations: Mapping[str, Validation] | None = None,
    samples: Mapping[str, Group] | None = None,
    chains: Mapping[str, Sequence[Claim]] | None = None,
    progress: Callable[[str], None] | None = None,
    jobs: int = 1,
) -> ReportResult:
    """Write the report on each rule and, if there are several, one that compares them.

    Everything is made in a hidden directory inside the folder first and moved into place when all
    of it is there; a file that exists is replaced, other files stay.

    Parameters
    ----------
    analyses : what `symdyn.analyse` returned, of rules with different names
    folder : output directory; it is made where it is missing
    pdf : whether to run TeX; None for where it is installed
    html : whether to write pages
    validations : by the name of a rule, what `symdyn.simulation.validate` returned for it
    samples : by the name of a rule, the training runs that `sample_runs` returned for it
    chains : by the name of a rule, its claims; they are checked, listed and written as certificates
    progress : called with the name of each file that takes time, before it is made
    jobs : how many processes check the claims and draw

    Returns
    -------
    A ReportResult.  Below the folder: NAME.tex, NAME.pdf, NAME-claims.csv, comparison.tex,
    comparison.pdf,
    symdyn-macros.tex, fragments/NAME/LABEL.tex, figures/*.pdf, certificates/NAME/ID.json, and with
    `html` NAME.html and index.html, which has the comparison.

    Raises
    ------
    OutputError if the folder cannot be written, two rules have one name, TeX is asked for and
    missing, or TeX stops; nothing is left half-written.
    """
    require_names([analysis.rule.name for analysis in analyses], html=html)
    if pdf and not has_tex():
        raise OutputError(HOW_TO_GET_TEX)
    with_pdf = has_tex() if pdf is None else pdf
    told = progress or (lambda _name: None)
    with _staging(folder) as staging:
        sources = write_sources(analyses, staging, validations, samples, chains, jobs=jobs)
        drawings = staging / _DRAWINGS if html else None
        _draw(analyses, staging, samples or {}, told, jobs, drawings)
        written = _pages(analyses, [*sources.values()], staging, drawings, told)
        made, faults = _compile([*sources], told) if with_pdf else ([], [])
        documents = [path.relative_to(staging) for path in sources]
        pdfs = [path.relative_to(staging) for path in made]
        pages = [path.relative_to(staging) for path in written]
        _move(staging, folder, [*documents, *pdfs, *pages])
    return ReportResult(
        folder,
        tuple(folder / path for path in documents),
        tuple(folder / path for path in pdfs),
        tuple(folder / path for path in pages),
        HOW_TO_GET_TEX if pdf is None and not with_pdf else None,
        tuple(faults),
    )


def write_sources(
    analyses: Sequence[Analysis],
    folder: Path,
    validations: Mapping[str, Validation] | None = None,
    samples: Mapping[str, Group] | None = None,
    chains: Mapping[str, Sequence[Claim]] | None = None,
    *,
    jobs: int = 1,
) -> dict[Path, Document]:
    """Write everything that is text: documents, fragments, certificates and the macro file.

    Returns
    -------
    The files of the documents, and what each says; the same text in every run and on every machine.
    """
    checked, simulated = validations or {}, samples or {}
    judge_all = _judges(chains or {}, jobs)
    documents: dict[Path, Document] = {}
    for analysis in analyses:
        name = analysis.rule.name
        judged = judge_all(name, folder / CERTIFICATES / name)
        document = report_on(analysis, checked.get(name), simulated.get(name), judged)
        told = tuple(told_sections(Statements.of(analysis)).values())
        documents[_write_source(folder, document, told)] = document
        if judged is not None:
            _write(folder / judged.table, claims_table(judged, document.sections))
    if len(analyses) > 1:
        document = comparison_of(analyses, validations)
        documents[_write_source(folder, document, document.sections)] = document
    _write(folder / MACRO_FILE, macro_file())
    return documents


def _write_source(folder: Path, document: Document, told: Sequence[Section]) -> Path:
    """Write a document in LaTeX, and each of the equations that are told as a fragment."""
    for label, text in fragments(document.name, told).items():
        _write(folder / "fragments" / document.name / f"{label}.tex", text)
    return _write(folder / f"{document.name}.tex", render_document(document))


def _judges(
    chains: Mapping[str, Sequence[Claim]], jobs: int
) -> Callable[[str, Path], Judged | None]:
    """Let the checker judge all certificates; what is returned writes those of one rule."""
    claims = {claim.id: claim for chain in chains.values() for claim in chain}
    verdicts, made = judge(list(claims.values()), jobs=jobs)

    def judged(rule: str, folder: Path) -> Judged | None:
        own = tuple(chains.get(rule, ()))
        for claim in own:
            if claim.id in made.texts:
                _write(folder / f"{claim.id}.json", made.texts[claim.id])
        return Judged(own, {one.id: verdicts[one.id].status for one in own}) if own else None

    return judged


def _pages(
    analyses: Sequence[Analysis],
    documents: Sequence[Document],
    staging: Path,
    drawings: Path | None,
    told: Callable[[str], None],
) -> list[Path]:
    if drawings is None:
        return []
    reports, others = documents[: len(analyses)], documents[len(analyses) :]
    return write_pages(reports, others[0] if others else None, staging, drawings, told)


def require_writable(folder: Path) -> None:
    """Raise OutputError unless reports can be written to the folder; leave nothing behind."""
    with _staging(folder):
        pass


def require_names(names: Sequence[str], *, html: bool) -> None:
    """Raise OutputError unless every report can have a file of its own."""
    if not names:
        raise OutputError("there is no rule to report on; name one")
    index = Path(INDEX).stem
    if html and index in names:
        raise OutputError(
            f"the page on the rule {index!r} would be {INDEX}, which is the index; rename the rule or "
            "leave out --html"
        )
    taken = [COMPARISON] if len(names) > 1 else []
    for name in names:
        if name in taken:
            raise OutputError(
                f"two reports would be called {name!r}; rename a rule or report on them apart"
            )
        taken.append(name)


@contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """A hidden directory inside the folder, removed at the end; the folder too if it is no use."""
    with no_empty_folder(folder):
        staging = None
        try:
            try:
                folder.mkdir(parents=True, exist_ok=True)
                staging = Path(tempfile.mkdtemp(prefix=".symdyn-", dir=folder))
                staging.chmod(0o755)
            except OSError as error:
                raise OutputError(
                    f"output directory {str(folder)!r} cannot be written ({error.strerror}); "
                    "choose another"
                ) from None
            yield staging
        finally:
            if staging is not None:
                shutil.rmtree(staging, ignore_errors=True)


def _draw(
    analyses: Sequence[Analysis],
    staging: Path,
    samples: Mapping[str, Group],
    told: Callable[[str], None],
    jobs: int,
    drawings: Path | None,
) -> None:
    """Draw the figures; with `drawings`, a folder that is made, each as SVG there too."""
    figures = staging / "figures"
    for place in (figures, *([drawings] if drawings else [])):
        place.mkdir()
    if jobs > 1:
        tasks = {
            rule.name: Task.of(_drawn, rule, figures, samples.get(rule.name), drawings)
            for rule in (one.rule for one in analyses)
        }
        begun: dict[str, None] = {}

        def tell(_: int, running: tuple[str, ...]) -> None:
            for name in running:
                if name not in begun:
                    begun[name] = None
                    told(f"figures of {name}")

        run_tasks(tasks, jobs=jobs, progress=tell)
    for analysis in analyses if jobs == 1 else ():
        told(f"figures of {analysis.rule.name}")
        sample = samples.get(analysis.rule.name)
        write_figures(analysis, figures_of(analysis, sample), figures, sample, drawings)
    if len(analyses) > 1:
        told(f"figures of {COMPARISON}")
        write_comparison_figures(analyses, figures, drawings)


def _drawn(rule: LearningRule, folder: Path, sample: Group | None, drawings: Path | None) -> None:
    """Draw the figures of a rule in another process, to which its analysis does not travel."""
    analysis = analyse(rule)
    write_figures(analysis, figures_of(analysis, sample), folder, sample, drawings)


def _compile(sources: Sequence[Path], told: Callable[[str], None]) -> tuple[list[Path], list[str]]:
    """The PDFs, made as many at a time as there are processors, and the faults in the logs."""
    made = []
    with ThreadPoolExecutor(max_workers=processors()) as pool:
        running = [pool.submit(compile_pdf, source) for source in sources]
        for source, one in zip(sources, running, strict=True):
            told(f"{source.stem}.pdf")
            made.append(one.result())
    faults = [
        f"{path.stem}: {fault}"
        for path in made
        for fault in log_faults(path.with_suffix(".log").read_text(errors="replace"))
    ]
    return made, faults


def _move(staging: Path, folder: Path, documents: Sequence[Path]) -> None:
    """Move what is wanted into place, and drop outdated fragments and certificates of the same."""
    kept = [
        *documents,
        Path(MACRO_FILE),
        *(one.relative_to(staging) for one in staging.glob("*.csv")),
    ]
    for name in ("figures", "fragments", CERTIFICATES):
        kept += [one.relative_to(staging) for one in (staging / name).rglob("*") if one.is_file()]
    for relative in kept:
        target = folder / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        (staging / relative).replace(target)
    own = {"fragments": "*.tex", CERTIFICATES: "*.json"}
    for place in {one.parent for one in kept if one.parts[0] in own}:
        for old in (folder / place).glob(own[place.parts[0]]):
            if old.relative_to(folder) not in kept:
                old.unlink(missing_ok=True)  # another run may have removed it


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
