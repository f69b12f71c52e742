from django.urls import path

from matching.views import openings, questions, request, trial, why_not

app_name = "matching"

visitor = [
    path("match/", trial.trial, name="trial"),
    path("match/count/", trial.count, name="count"),
    path("match/why-not/", why_not.trial_why_not, name="trial_why_not"),
    path("match/plots/<int:pk>/", why_not.trial_plot, name="trial_plot"),
]

requests = [
    path("requests/<int:pk>/", request.request_page, name="request"),
    path("requests/<int:pk>/weights/", request.set_weights, name="set_weights"),
    path("requests/<int:pk>/change/", request.save_change, name="save_change"),
    path("requests/<int:pk>/why-not/", why_not.request_why_not, name="why_not"),
    path("requests/<int:pk>/plots/<int:plot_pk>/", why_not.request_plot, name="plot"),
    path(
        "requests/<int:pk>/plots/<int:plot_pk>/ask/<str:field>/",
        questions.ask,
        name="ask",
    ),
    path("requests/<int:pk>/questions/", questions.request_questions, name="request_questions"),
]

investor = [
    path("my/questions/", questions.questions, name="questions"),
    path("my/questions/<int:pk>/answer/", questions.answer, name="answer"),
    path("my/clusters/<slug:slug>/demand/", openings.cluster_demand, name="cluster_demand"),
]

urlpatterns = visitor + requests + investor
