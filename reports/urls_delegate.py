"""The delegate's own pages. They stand in this room because they show meetings and petitions side by side."""

from django.urls import path

from reports import views_delegate, views_delegate_contacts, views_delegate_plans, views_delegate_times

app_name = "delegates"
urlpatterns = [
    path("", views_delegate.schedule, name="my-schedule"),
    path("hoi-nghi/<int:pk>/", views_delegate.meeting, name="my-meeting"),
    path("hoi-nghi/<int:pk>/tham-du/", views_delegate.confirm, name="confirm"),
    path("hoi-nghi/<int:pk>/xin-vang/", views_delegate.excuse, name="excuse"),
    path("hoi-nghi/<int:pk>/tu-choi/", views_delegate_contacts.decline_contact, name="decline"),
    path("de-nghi-tiep-xuc/", views_delegate_contacts.contacts, name="contacts"),
    path("de-nghi-tiep-xuc/moi/", views_delegate_contacts.contact_new, name="contact-new"),
    path("de-nghi-tiep-xuc/<int:pk>/", views_delegate_contacts.contact, name="contact"),
    path("de-nghi-tiep-xuc/<int:pk>/rut/", views_delegate_contacts.contact_withdraw, name="contact-withdraw"),
    path("ke-hoach/", views_delegate_plans.plans, name="plans"),
    path("ke-hoach/<int:pk>/", views_delegate_plans.plan, name="plan"),
    path("ke-hoach/<int:pk>/sua/", views_delegate_plans.group_plan_text, name="group-plan-text"),
    path("ke-hoach/<int:pk>/van-ban.pdf", views_delegate_plans.plan_paper, name="plan-paper"),
    path("ke-hoach/<int:pk>/to/<int:group>/", views_delegate_plans.group_plan_drafted, name="group-plan-drafted"),
    path("thong-bao/<int:pk>/da-xem/", views_delegate.notice_seen, name="notice-seen"),
    path("gio-ban/", views_delegate_times.my_times, name="my-times"),
    path("gio-ban/<int:pk>/bo/", views_delegate_times.busy_removed, name="busy-removed"),
    path("gio-ban/de-xuat/<int:pk>/rut/", views_delegate_times.wish_withdrawn, name="wish-withdrawn"),
    path("lich-rieng/", views_delegate.private_calendar, name="private-calendar"),
    path("lich-rieng/thu-hoi/", views_delegate.revoke_calendar, name="revoke-calendar"),
]
