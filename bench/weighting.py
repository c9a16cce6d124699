"""Measure the weighing of large graphs, beside a peer on the same graphs in the same run, in turns.

    python bench/weighting.py [PART ...] [--rounds 5] [--community-notes DIR --torch PYTHON]

Parts: pass, cyclic, live, large, growth, memory, factor; all of them unless some are named. The last lines are
"ratio NAME VALUE TARGET". Times are medians of so many rounds; of passes, processor time, for all of them keep to one
thread and a busy machine would blur the rest. The peer is `formal-argumentation` from PyPI, which is
fetched into var/bench and never installed. Of its solvers two take weighted bipolar graphs: DF-QuAD, in topological
order or by fixed-point sweeps, and quadratic energy, by sweeps only. "anew" counts finding the order of the arguments,
which the peer does each time too; without it the order is that of a graph kept in memory.

The model of Community Notes is measured where a checkout of github.com/twitter/communitynotes is named, and a Python
that has torch, pandas, pyarrow and wandb.
"""

import argparse
import gc
import math
import os
import platform
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.crowds import crowd  # noqa: E402  # from this checkout
from bench.large_graphs import agree, anew, for_both, made_up, peer  # noqa: E402
from deliberate.weighting import alternating_arrays  # noqa: E402
from deliberate.weighting.case import Side  # noqa: E402
from deliberate.weighting.compact import Edge, compact  # noqa: E402
from deliberate.weighting.factoring import fit_factor, tabulate  # noqa: E402
from deliberate.weighting.live import LiveGraph  # noqa: E402
from deliberate.weighting.methods import METHODS  # noqa: E402
from deliberate.weighting.solving import pass_over  # noqa: E402

OURS = METHODS.get("ledger")
HUNDRED_THOUSAND, MILLION = 100_000, 1_000_000


@dataclass
class Report:
    """What is printed last."""

    rounds: int
    community_notes: Path | None
    torch: str
    ratios: list[str] = field(default_factory=list)

    def ratio(self, name: str, value: float, target: str) -> None:
        self.ratios.append(f"ratio {name} {value:.4g} {target}")


def in_turns(rounds: int, **works: Callable[[], object]) -> dict[str, float]:
    """The median processor seconds of each, one after the other in every round, after one that does not count."""
    took: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds + 1):
        for name, work in works.items():
            began = time.process_time()
            work()
            if number:
                took[name].append(time.process_time() - began)
    medians = {name: median(times) for name, times in took.items()}
    print("; ".join(f"{name} {1000 * seconds:.4g} ms" for name, seconds in medians.items()), flush=True)
    return medians


def measure_pass(report: Report) -> None:
    """100,000 arguments, 200,000 relations, no circles, under DF-QuAD."""
    dfquad, gradual = peer()
    ours, theirs = for_both(gradual, HUNDRED_THOUSAND, 2 * HUNDRED_THOUSAND, circular=False)
    method = METHODS.get("df-quad")
    agree(pass_over(ours, method).strengths, dfquad.dfquad_strengths(theirs).strengths, 1e-9)
    took = in_turns(
        report.rounds,
        peer=lambda: dfquad.dfquad_strengths(theirs),
        plain_anew=lambda: pass_over(anew(ours), method, arrays=False),
        numpy_anew=lambda: pass_over(anew(ours), method, arrays=True),
        plain=lambda: pass_over(ours, method, arrays=False),
        numpy=lambda: pass_over(ours, method, arrays=True),
    )
    report.ratio("full-pass-plain-anew", took["plain_anew"] / took["peer"], "<=0.35")
    report.ratio("full-pass-numpy-anew", took["numpy_anew"] / took["peer"], "<=0.03")
    report.ratio("full-pass-plain", took["plain"] / took["peer"], "<=0.35")
    report.ratio("full-pass-numpy", took["numpy"] / took["peer"], "<=0.03")


def measure_cyclic(report: Report) -> None:
    """10,000 arguments, 20,000 relations to and fro, both sides to 1e-9, plain Python and numpy."""
    dfquad, gradual = peer()
    ours, theirs = for_both(gradual, 10_000, 20_000, circular=True)
    print("largest circle:", max(map(len, ours.shape.components)))
    works = {"df-quad": dfquad.dfquad_strengths, "quadratic-energy": gradual.quadratic_energy_strengths_discrete}
    for name, work in works.items():
        method = METHODS.get(name)
        found, expected = pass_over(ours, method, tolerance=1e-9), work(theirs)
        print(
            f"{name}: ours {found.sweeps} sweeps, {found.converged}; peer {expected.iterations}, {expected.converged}"
        )
        if found.converged and expected.converged:
            agree(found.strengths, expected.strengths, 1e-6)
        took = in_turns(
            report.rounds,
            peer=partial(work, theirs),
            plain_anew=lambda method=method: pass_over(anew(ours), method, tolerance=1e-9, arrays=False),
            numpy_anew=lambda method=method: pass_over(anew(ours), method, tolerance=1e-9, arrays=True),
        )
        report.ratio(f"cyclic-plain-{name}", took["plain_anew"] / took["peer"], "<=0.5")
        report.ratio(f"cyclic-numpy-{name}", took["numpy_anew"] / took["peer"], "<=0.5")


def updates(live: LiveGraph, times: int, chance: random.Random) -> list[float]:
    """Seconds of so many changes of a base to another, sorted."""
    took = []
    for _ in range(times):
        node, base = chance.randrange(len(live.graph)), chance.random()
        began = time.perf_counter()
        live.set_base(node, base)
        took.append(time.perf_counter() - began)
    return sorted(took)


def measure_live(report: Report) -> None:
    """One base after another on 100,000 arguments, 200,000 relations."""
    for method in ("ledger", "mlp"):
        live = LiveGraph(made_up(HUNDRED_THOUSAND, 2 * HUNDRED_THOUSAND), METHODS.get(method))
        gc.collect()
        gc.freeze()
        chance = random.Random(5)
        runs = [updates(live, 2_000, chance) for _ in range(report.rounds)]
        p99 = median(1000 * run[len(run) * 99 // 100] for run in runs)
        middle = median(1000 * run[len(run) // 2] for run in runs)
        slowest = median(1000 * run[-1] for run in runs)
        full = pass_over(live.graph, live.method).strengths
        apart = max(abs(one - other) for one, other in zip(full, live.strengths, strict=True))
        print(f"{method}: median {middle:.3f} ms, p99 {p99:.3f} ms, slowest {slowest:.2f} ms; off by {apart:.1e}")
        report.ratio(f"live-p99-ms-{method}", p99, "<5")


def measure_large(report: Report) -> None:
    """A million arguments and two million relations, ours: plain against numpy, and one change against a full pass."""
    graph = made_up(MILLION, 2 * MILLION)
    gc.collect()
    gc.freeze()
    took = in_turns(
        report.rounds,
        plain_anew=lambda: pass_over(anew(graph), OURS, arrays=False),
        numpy_anew=lambda: pass_over(anew(graph), OURS, arrays=True),
        plain=lambda: pass_over(graph, OURS, arrays=False),
        numpy=lambda: pass_over(graph, OURS, arrays=True),
    )
    report.ratio("G1", took["plain"] / took["numpy"], ">=12")
    report.ratio("G1-anew", took["plain_anew"] / took["numpy_anew"], ">=12")
    live = LiveGraph(graph, OURS)
    chance = random.Random(5)
    one = median(median(updates(live, 1_000, chance)) for _ in range(report.rounds))
    print(f"one change: {1000 * one:.4f} ms")
    # Against the quickest full pass there is.
    report.ratio("G2", one / took["numpy"], f"<={1 / 500}")


def measure_growth(report: Report) -> None:
    """The exponent of the time of a full pass in the size, fitted from 10,000 to 1,000,000 arguments."""
    sizes = [10_000, 31_623, 100_000, 316_228, 1_000_000]
    seconds: dict[str, list[float]] = {}
    for size in sizes:
        graph = made_up(size, 2 * size)
        gc.collect()
        gc.freeze()
        print(size, end=": ")
        took = in_turns(
            report.rounds,
            plain_anew=lambda graph=graph: pass_over(anew(graph), OURS, arrays=False),
            numpy_anew=lambda graph=graph: pass_over(anew(graph), OURS, arrays=True),
            plain=lambda graph=graph: pass_over(graph, OURS, arrays=False),
            numpy=lambda graph=graph: pass_over(graph, OURS, arrays=True),
        )
        for name, each in took.items():
            seconds.setdefault(name, []).append(each)
    for name, times in seconds.items():
        report.ratio(f"exponent-{name}", slope([math.log(n) for n in sizes], [math.log(t) for t in times]), "<=1.05")


def slope(across: Sequence[float], up: Sequence[float]) -> float:
    """Of the straight line nearest to these points."""
    middle, height = sum(across) / len(across), sum(up) / len(up)
    rise = sum((x - middle) * (y - height) for x, y in zip(across, up, strict=True))
    return rise / sum((x - middle) ** 2 for x in across)


def measure_memory(report: Report) -> None:
    """A process that keeps a million named arguments and two million relations, solved and live."""
    command = [sys.executable, str(Path(__file__).resolve()), "--hold"]
    kept, peak = map(float, subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())
    print(f"kept {kept:.0f} MB, at most {peak:.0f} MB")
    report.ratio("memory-MB", peak, "<1000")


def hold() -> None:
    """What `measure_memory` starts: megabytes resident at the end and at most."""
    chance = random.Random(3)
    names = [f"{chance.getrandbits(128):032x}" for _ in range(MILLION)]
    bases = {name: chance.random() for name in names}
    # Relations are drawn one by one: what is measured is the graph, not what it was read from.
    ends = (sorted((chance.randrange(MILLION), chance.randrange(MILLION))) for _ in range(2 * MILLION))
    edges = (
        Edge(names[high], names[low], chance.choice((Side.FOR, Side.AGAINST)), chance.uniform(0, 2.3))
        for low, high in ends
        if low != high
    )
    live = LiveGraph(compact(bases, edges), OURS)
    live.set_base(7, 0.9)
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    kept = pages * os.sysconf("SC_PAGE_SIZE") / 1e6
    print(kept, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6)


def measure_factor(report: Report) -> None:
    """A million ratings in 20 sweeps with numpy, beside Community Notes' model on 100,000, to its own end.

    Processor time of one thread each: the fit alone, and all from tuples, or a data frame, to places.
    """
    ratings = crowd(MILLION)
    table = tabulate(ratings, alternating_arrays.tabulate)
    gc.collect()
    gc.freeze()
    worker = Path(__file__).with_name("community_notes.py")
    ratios = []
    for _ in range(report.rounds):
        began = time.process_time()
        alternating_arrays.alternate(table, 20)
        between = time.process_time()
        fit_factor(ratings, sweeps=20, arrays=True)
        ours = (between - began) / MILLION, (time.process_time() - between) / MILLION
        print(f"ours {1e6 * ours[0]:.2f} µs a rating, in all {1e6 * ours[1]:.2f}", flush=True)
        if report.community_notes is not None:
            command = [report.torch, str(worker), str(report.community_notes), str(MILLION // 10)]
            said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[-1]
            theirs = [float(each) for each in said.split()]
            print(f"theirs {1e6 * theirs[0]:.1f} µs a rating, in all {1e6 * theirs[1]:.1f}", flush=True)
            ratios.append([their / our for their, our in zip(theirs, ours, strict=True)])
    if ratios:
        report.ratio("G3", median(fit for fit, _ in ratios), ">=20")
        report.ratio("G3-in-all", median(whole for _, whole in ratios), ">=20")
    else:
        print("Community Notes not measured: name a checkout and a Python with torch")


PARTS: dict[str, Callable[[Report], None]] = {
    "pass": measure_pass,
    "cyclic": measure_cyclic,
    "live": measure_live,
    "large": measure_large,
    "growth": measure_growth,
    "memory": measure_memory,
    "factor": measure_factor,
}


def machine() -> str:
    name, cores, version = platform.node(), os.cpu_count(), platform.python_version()
    return f"{name}: {cores} cores, {platform.machine()}, Python {version}, load {os.getloadavg()[0]:.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--community-notes", type=Path, metavar="DIR")
    parser.add_argument("--torch", default="python3", metavar="PYTHON")
    parser.add_argument("--hold", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.hold:
        hold()
        return
    if unknown := set(asked.parts) - PARTS.keys():
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    report = Report(asked.rounds, asked.community_notes, asked.torch)
    print(machine())
    for name, part in PARTS.items():
        if not asked.parts or name in asked.parts:
            print(f"-- {name}: {(part.__doc__ or name).splitlines()[0]}")
            part(report)
    print(machine())
    print("\n".join(report.ratios))


if __name__ == "__main__":
    main()
