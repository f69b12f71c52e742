from django.apps import AppConfig
from django.db.backends.signals import connection_created


class CommonConfig(AppConfig):
    name = "portal.common"
    label = "common"

    def ready(self) -> None:
        from portal.common import wordings  # noqa: F401  # says how the log is told
        from portal.common.vietnamese import teach_sqlite

        connection_created.connect(teach_sqlite, dispatch_uid="vietnamese")
