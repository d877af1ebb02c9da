"""What gunicorn needs to know to serve Roundbook: `gunicorn -c python:server.gunicorn_settings -w 4 -b 127.0.0.1:8000`.

How many processes, and at which address, is told on the command line.
"""

wsgi_app = "server.wsgi:make_app()"
worker_class = "server.gunicorn_worker.EvenWorker"
threads = 8
