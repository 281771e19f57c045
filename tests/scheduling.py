"""Which worker of a parallel run takes which test file."""

from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

MOSTLY_WAITING = "tests/dags/"
"""Airflow's tests, which leave the processor idle for most of their time."""


class WaitingBesideWorking(LoadFileScheduling):
    """Whole files, in order: the last of three or more workers takes only those that mostly wait, the others the rest.

    The others help with those that wait once nothing else is left.
    """

    def _assign_work_unit(self, node: WorkerController) -> None:
        waits = self.numnodes > 2 and len(self.nodes) > 1 and node.gateway.id == f"gw{self.numnodes - 1}"
        fitting = [file for file in self.workqueue if file.startswith(MOSTLY_WAITING) == waits]
        if fitting:
            self.workqueue.move_to_end(fitting[0], last=False)
        elif waits:
            node.shutdown()
            return
        super()._assign_work_unit(node)
