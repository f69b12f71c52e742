from django.apps import AppConfig


class ClustersConfig(AppConfig):
    name = "clusters"

    def ready(self) -> None:
        from clusters import receivers, wordings  # noqa: F401  connects them; says how the log is told
