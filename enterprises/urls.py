from django.urls import path

from enterprises.views import desk, directory, public

app_name = "enterprises"

requests = [
    path("requests/", desk.requests, name="requests"),
    path("requests/new/", desk.request_new, name="request_new"),
    path("requests/<int:pk>/edit/", desk.request_edit, name="request_edit"),
    path("requests/<int:pk>/open/", desk.request_open, name="request_open"),
    path("requests/<int:pk>/pause/", desk.request_pause, name="request_pause"),
    path("requests/<int:pk>/close/", desk.request_close, name="request_close"),
]

visitor = [
    path("key-products/", public.key_products, name="key_products"),
    path("enterprises/", directory.enterprises, name="enterprises"),
    path("enterprises/<slug:slug>/", directory.enterprise, name="enterprise"),
]

owner = [
    path("organisations/<int:pk>/public/", directory.public_facts, name="public_facts"),
]

officer = [
    path("enterprises/<slug:slug>/link/", directory.link, name="link"),
    path("enterprises/<slug:slug>/unlink/", directory.unlink, name="unlink"),
]

urlpatterns = visitor + owner + officer + requests
