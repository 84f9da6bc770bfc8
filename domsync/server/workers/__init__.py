"""Several worker processes that serve one app on one port: started, monitored, restarted and stopped together."""

from domsync.server.workers.hot_reload import run_reloading
from domsync.server.workers.supervisor import Workers, run_workers
from domsync.server.workers.worker import Place, work

__all__ = ["Place", "Workers", "run_reloading", "run_workers", "work"]
