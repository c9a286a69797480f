from django.contrib.auth.backends import ModelBackend


class PostBackend(ModelBackend):
    """Signs in by account and password; rights are asked of the user, who asks the posts."""

    def get_all_permissions(self, user_obj, obj=None):
        return set().union(*(post.definition.rights for post in user_obj.live_posts))

    def has_perm(self, user_obj, perm, obj=None):
        return user_obj.has_perm(perm, obj)

    def has_module_perms(self, user_obj, app_label):
        return user_obj.has_module_perms(app_label)
