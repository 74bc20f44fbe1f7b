"""The training loop that a PyTorch user would write: sampled batches, one network at a time.

Run by a Python that has PyTorch, `python obvious_torch.py UNITS CHANNELS`; nothing of symdyn is
needed.  Prints as JSON the seconds that one update takes under each rule.  float32, PyTorch's
default; the loss is that of the last step, and the input of step m steps before it has credit K_m:

    bptt    automatic differentiation through all steps
    tbptt   the same, the state detached before the last step
    rflo    the traces p <- w_hat p + h and q <- w_hat q + x, forward in time, without a graph
    e-prop  the same with a decay W_jj for each unit: p is units x units for each sequence
"""

import json
import statistics
import sys
import time

import torch
from torch import Tensor, nn

STEPS = 50
BATCH = 128
ETA = 1e-3
DECAY = 0.7
TEACHER = (0.8, 0.6, 0.4, 0.2)
UPDATES = 40


class Network(nn.Module):
    """h <- W h + B x, y = A h at the end."""

    def __init__(self, units: int, channels: int) -> None:
        super().__init__()
        self.A = nn.Parameter(0.1 * torch.randn(channels, units) / units**0.5)
        self.W = nn.Parameter(0.5 * torch.randn(units, units) / units**0.5)
        self.B = nn.Parameter(0.1 * torch.randn(units, channels) / units**0.5)

    def step(self, h: Tensor, x: Tensor) -> Tensor:
        """The next state."""
        return h @ self.W.T + x @ self.B.T

    def forward(self, xs: Tensor, detach_at: int = -1) -> Tensor:
        """The last output; the state before step `detach_at` is held fixed."""
        h = torch.zeros(xs.shape[1], self.W.shape[0])
        for t, x in enumerate(xs):
            if t == detach_at:
                h = h.detach()
            h = self.step(h, x)
        return h @ self.A.T


def teacher_of(channels: int) -> Network:
    made = Network(len(TEACHER), channels)
    with torch.no_grad():
        made.A.fill_(1.0)
        made.W.copy_(torch.diag(torch.tensor(TEACHER)))
        made.B.fill_(0.5)
    return made


def by_gradient(net: Network, xs: Tensor, target: Tensor, detach_at: int) -> None:
    loss = 0.5 * ((net(xs, detach_at) - target) ** 2).sum(dim=1).mean()
    loss.backward()


@torch.no_grad()
def by_traces(net: Network, xs: Tensor, target: Tensor, R: Tensor, diagonal: bool) -> None:
    batch, units = xs.shape[1], net.W.shape[0]
    h = torch.zeros(batch, units)
    if diagonal:
        decay = torch.diagonal(net.W)[:, None]
        p, q = torch.zeros(batch, units, units), torch.zeros(batch, units, xs.shape[2])
    else:
        decay = torch.tensor(DECAY)
        p, q = torch.zeros(batch, units), torch.zeros(batch, xs.shape[2])
    for x in xs:
        p = decay * p + (h[:, None, :] if diagonal else h)
        q = decay * q + (x[:, None, :] if diagonal else x)
        h = net.step(h, x)
    error = h @ net.A.T - target
    fed = error @ R
    net.A.grad = error.T @ h / batch
    if diagonal:
        net.W.grad = (fed[:, :, None] * p).mean(dim=0)
        net.B.grad = (fed[:, :, None] * q).mean(dim=0)
    else:
        net.W.grad = fed.T @ p / batch
        net.B.grad = fed.T @ q / batch


def seconds_an_update(rule: str, units: int, channels: int) -> float:
    """The median over a few dozen updates, after some that are not counted."""
    torch.manual_seed(0)
    net, teacher, R = Network(units, channels), teacher_of(channels), torch.randn(channels, units)
    optimizer = torch.optim.SGD(net.parameters(), lr=ETA)
    times = []
    for count in range(UPDATES + 5):
        start = time.process_time()
        xs = torch.randn(STEPS, BATCH, channels)
        with torch.no_grad():
            target = teacher(xs)
        optimizer.zero_grad()
        if rule in ("bptt", "tbptt"):
            by_gradient(net, xs, target, STEPS - 1 if rule == "tbptt" else -1)
        else:
            by_traces(net, xs, target, R, rule == "e-prop")
        optimizer.step()
        if count >= 5:
            times.append(time.process_time() - start)
    return statistics.median(times)


if __name__ == "__main__":
    torch.set_num_threads(1)
    sizes = int(sys.argv[1]), int(sys.argv[2])
    found = {rule: seconds_an_update(rule, *sizes) for rule in ("bptt", "rflo", "e-prop", "tbptt")}
    sys.stdout.write(json.dumps({"version": torch.__version__, "seconds": found}))
