"""Code shared by the DAGs. Airflow puts the DAGs' folder on its path. Nothing here imports the project, and the project
does not import this: tasks run the project's commands in the project's own environment."""
