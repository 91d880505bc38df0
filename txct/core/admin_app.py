"""Django's admin as this product mounts it."""

from django.contrib.admin.apps import AdminConfig


class TxctAdminConfig(AdminConfig):
    default_site = "txct.core.admin_site.TxctAdminSite"
