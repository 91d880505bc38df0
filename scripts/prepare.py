"""The steps of `./run` that need Django, each a process of its own under the Python of `.venv`.

`migrate` brings the database up to date and prints how many councils it holds; `drain` waits until the worker has
sent what is due.
"""

from __future__ import annotations

import os
import sys
import time

import django
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.db.migrations.executor import MigrationExecutor

DRAIN_SECONDS = 90


def migrate() -> int:
    """Apply the migrations that are missing. The last line printed is the number of councils."""
    from txct.core.models import Tenant

    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
    sys.stdout.write(f"{Tenant.objects.count()}\n")
    return 0


def drain() -> int:
    """Wait until nothing that is due is left in the outbox; 1 when the worker did not get through."""
    from django.utils import timezone

    from txct.core.models import OutboxMessage

    end = time.monotonic() + DRAIN_SECONDS
    while time.monotonic() < end:
        sending = OutboxMessage.objects.filter(state=OutboxMessage.State.SENDING).exists()
        if not sending and not OutboxMessage.objects.due(timezone.now()).exists():
            return 0
        time.sleep(0.3)
    return 1


def main(name: str) -> int:
    """Run one step; a database that cannot be reached is said without its password."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "txct.settings")
    django.setup()
    try:
        return {"migrate": migrate, "drain": drain}[name]()
    except OperationalError as error:
        place = connections[DEFAULT_DB_ALIAS].settings_dict
        where = f"{place.get('HOST') or 'localhost'}:{place.get('PORT') or ''}/{place['NAME']}".replace(":/", "/")
        sys.stderr.write(f"Không dùng được cơ sở dữ liệu {where}. Hãy kiểm tra DATABASE_URL.\n{error}\n")
        return 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
