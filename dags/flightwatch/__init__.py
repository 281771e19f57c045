"""What the DAGs share. The folder of the DAGs is on Airflow's path; nothing here imports the project, and nothing of
the project imports this: tasks call its commands in its own environment."""
