"""Run a DAG of a folder once, as `airflow dags test` does, and say how its tasks ended.

run_dag.py FOLDER LOGICAL_DATE DAG[=CONF]…
"""

import json
import sys
from datetime import datetime
from pathlib import Path

from airflow.dag_processing.dagbag import BundleDagBag
from airflow.sdk import DAG


def main() -> None:
    folder, when, *wanted = sys.argv[1:]
    bag = BundleDagBag(folder, bundle_path=Path(folder), bundle_name="dags-folder")
    answer = {}
    for each in wanted:
        dag_id, _, conf = each.partition("=")
        answer[dag_id] = run(bag.dags[dag_id], datetime.fromisoformat(when), json.loads(conf or "{}"))
        print("ANSWER", json.dumps(answer), flush=True)


def run(dag: DAG, when: datetime, conf: dict[str, object]) -> dict[str, object]:
    dag_run = dag.test(logical_date=when, run_conf=conf)
    tasks = {ti.task_id: {"state": str(ti.state), "tries": ti.try_number} for ti in dag_run.get_task_instances()}
    for task_id, task in tasks.items():
        task["said"] = dag_run.get_task_instance(task_id).xcom_pull(task_ids=task_id)
    return {"state": str(dag_run.state), "tasks": tasks}


main()
