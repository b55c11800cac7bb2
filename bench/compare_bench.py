"""What a comparison costs beside its runs: python3 -m bench.compare_bench [--runs N] [--dask].

Runs of one step of the smallest model, so that little but the cost is left. Of processor time, which is that of
the program that hands them out, not of the workers. --dask: on a LocalCluster, too, if dask.distributed is installed.
"""

from __future__ import annotations

import argparse
import pickle
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Executor

from microgpt.compare.engine import outcomes
from microgpt.compare.plan import Plan, Task, planned
from microgpt.compare.processes import processes
from microgpt.compare.trial import trained
from microgpt.config import Config
from microgpt.data import census

SMALLEST = Config(n_embd=1, n_head=1, block_size=2, num_steps=1, num_samples=0)
WORKERS = 2


def cost(work: Callable[[], object], runs: int) -> float:
    """Milliseconds of this program's processor time for each run."""
    began = time.process_time()
    work()
    return 1000 * (time.process_time() - began) / runs


def handed_out(tasks: Iterable[Task], executor: Executor) -> None:
    """Train all, and do nothing with what comes of them."""
    for _ in outcomes(tasks, executor):
        pass


def main() -> None:
    """Print what each part costs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--dask", action="store_true")
    args = parser.parse_args()
    data = census()
    plan = Plan(SMALLEST, data.name, data.digest, vary=(("seed", tuple(range(args.runs))),))
    print(f"{args.runs:,} runs, {WORKERS} workers; ms of processor time a run")
    print(f"  planning {cost(lambda: planned(plan, data), args.runs):23.2f}")
    tasks = list(planned(plan, data)[0])
    few = tasks[:100]
    print(f"  in the worker, beside the steps {cost(lambda: [trained(task) for task in few], len(few)):.2f}")
    with processes(WORKERS) as executor:
        handed_out(tasks[:WORKERS], executor)  # they start, and read the documents
        print(f"  handing out, own processes {cost(lambda: handed_out(tasks, executor), args.runs):5.2f}")
    if args.dask:
        import distributed

        with (
            distributed.LocalCluster(n_workers=WORKERS, threads_per_worker=1, dashboard_address=None) as cluster,
            distributed.Client(cluster) as client,
        ):
            executor = client.get_executor(pure=False)
            handed_out(tasks[:WORKERS], executor)
            print(f"  handing out, dask {cost(lambda: handed_out(tasks, executor), args.runs):14.2f}")
    longest = trained(Task(Config(num_steps=100, holdout=0.1), data.name, data.digest, "vector"))
    print(
        f"bytes sent: {len(pickle.dumps(tasks[0])):,} a task, {len(pickle.dumps(longest)):,} at most what comes of it"
    )


if __name__ == "__main__":
    main()
