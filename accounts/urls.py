"""Addresses below /accounts/, with the names that Django uses; none is kept by a browser or by anything between."""

from django.urls import path
from django.views.decorators.cache import never_cache

from accounts import second_factor_views, signing_in, views

urlpatterns = [
    path("", views.account, name="account"),
    path("login/", signing_in.SignIn.as_view(), name="login"),
    path("logout/", signing_in.SignOut.as_view(), name="logout"),
    path("signup/", views.sign_up, name="signup"),
    path("bookmark/", views.set_bookmark, name="account-bookmark"),
    path("download/", views.download, name="account-download"),
    path("delete/", views.delete, name="account-delete"),
    path("code/", second_factor_views.code, name="second-factor-code"),
    path("second-factor/set-up/", second_factor_views.set_up, name="second-factor-set-up"),
    path("second-factor/codes/", second_factor_views.renew, name="second-factor-renew"),
    path("second-factor/remove/", second_factor_views.remove, name="second-factor-remove"),
    path("password/", never_cache(signing_in.ChangePassword.as_view()), name="password_change"),
    path("password/done/", never_cache(signing_in.PasswordChanged.as_view()), name="password_change_done"),
    path("reset/", never_cache(signing_in.Reset.as_view()), name="password_reset"),
    path("reset/sent/", never_cache(signing_in.ResetSent.as_view()), name="password_reset_done"),
    path("reset/done/", never_cache(signing_in.ResetComplete.as_view()), name="password_reset_complete"),
    path("reset/<uidb64>/<token>/", signing_in.ResetConfirm.as_view(), name="password_reset_confirm"),
]
