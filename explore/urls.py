app_name = "explore"

urlpatterns: list = []
