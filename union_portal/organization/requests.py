"""What a view is handed."""

from django.http import HttpRequest

from .models import User


class SignedIn(HttpRequest):
    """A request behind the login, where `user` is somebody."""

    user: User
