"""The admin site under the product's own name."""

from django.contrib.admin import AdminSite


class TxctAdminSite(AdminSite):
    """Django's admin, for records; daily work has its own desks."""

    site_header = "TXCT – Quản lý hồ sơ"
    site_title = "TXCT"
    index_title = "Hồ sơ"
    site_url = "/dieu-hanh/"
    enable_nav_sidebar = True
