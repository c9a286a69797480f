"""Signing in: one sentence for every wrong attempt, and a lock that says when to come back."""

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.shortcuts import render


class SignInForm(AuthenticationForm):
    """The same answer for an unknown account and a wrong password."""

    error_messages = {
        "invalid_login": "账号或密码不正确，请核对后重试。连续5次不正确将锁定30分钟。",
        "inactive": "账号或密码不正确，请核对后重试。连续5次不正确将锁定30分钟。",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["username"].label = "账号"
        self.fields["password"].label = "密码"


class SignIn(LoginView):
    template_name = "registration/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_invalid(self, form):
        response = super().form_invalid(form)
        response.status_code = 422
        return response


def locked_out(request, _credentials=None, *_, **__):
    """After five wrong passwords from one address: when to try again, and whom to ask."""
    return render(request, "registration/locked.html", status=429)
