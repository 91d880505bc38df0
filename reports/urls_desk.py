"""The secretariat's desks."""

from django.urls import URLPattern, URLResolver, path

from reports import views_desk, views_issuing, views_legal_bases, views_plan_steps, views_plans

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views_desk.home, name="home"),
    path("lich-phap-dinh/", views_desk.timetable, name="timetable"),
    path("lich-phap-dinh/<int:pk>/xong/", views_desk.duty_done, name="duty-done"),
    path("lich-phap-dinh/<int:pk>/sua-han/", views_desk.duty_correct, name="duty-correct"),
    path("dot/", views_desk.round_list, name="round-list"),
    path("dot/<int:pk>/", views_desk.round_desk, name="round"),
    path("dot/<int:pk>/ban-hanh/", views_desk.release, name="release"),
    path("dot/<int:pk>/thong-bao-lich/", views_issuing.issue_notice, name="issue-notice"),
    path("dot/<int:pk>/giay-moi/", views_issuing.issue_round_invitations, name="issue-invitations"),
    path("dot/<int:pk>/tong-hop/", views_issuing.round_collect, name="round-collect"),
    path("dot/<int:pk>/chot/", views_issuing.round_close, name="round-close"),
    path("dot/<int:pk>/bao-cao-tong-hop/", views_issuing.issue_summary, name="issue-summary"),
    path("dot/<int:pk>/bao-cao-to/<int:group>/", views_issuing.issue_report_of_group, name="issue-group-report"),
    path("cho-ban-hanh/", views_issuing.papers_waiting, name="papers-waiting"),
    path("cho-ban-hanh/bien-ban/<int:pk>/", views_issuing.issue_minutes_paper, name="issue-minutes"),
    path("cho-ban-hanh/phieu-chuyen/<int:pk>/", views_issuing.issue_letter, name="issue-letter"),
    path("cho-ban-hanh/don-doc/<int:pk>/", views_issuing.issue_reminder_letter, name="issue-reminder"),
    path("ke-hoach/", views_plans.plan_list, name="plan-list"),
    path("ke-hoach/moi/", views_plans.plan_new, name="plan-new"),
    path("ke-hoach/nhap-tep/", views_plans.plan_import, name="plan-import"),
    path("ke-hoach/ky-hop-moi/", views_plans.session_new, name="session-new"),
    path("ke-hoach/can-cu/", views_legal_bases.legal_bases, name="legal-bases"),
    path("ke-hoach/can-cu/moi/", views_legal_bases.legal_basis_new, name="legal-basis-new"),
    path("ke-hoach/can-cu/<int:pk>/", views_legal_bases.legal_basis, name="legal-basis"),
    path("ke-hoach/nhiem-vu/<int:pk>/xong/", views_plan_steps.task_done, name="task-done"),
    path("ke-hoach/dot/<int:pk>/", views_plan_steps.plan_round, name="plan-round"),
    path("ke-hoach/<int:pk>/", views_plans.plan, name="plan"),
    path("ke-hoach/<int:pk>/sua/", views_plans.plan_edit, name="plan-edit"),
    path("ke-hoach/<int:pk>/xem-truoc/", views_plans.plan_preview, name="plan-preview"),
    path("ke-hoach/<int:pk>/xem-truoc.pdf", views_plans.plan_preview_file, name="plan-preview-file"),
    path("ke-hoach/<int:pk>/chuyen/<slug:step>/", views_plan_steps.plan_move, name="plan-move"),
    path("ke-hoach/<int:pk>/y-kien/", views_plan_steps.plan_comment, name="plan-comment"),
    path("ke-hoach/<int:pk>/ban-hanh/", views_plan_steps.plan_issue, name="plan-issue"),
    path("ke-hoach/<int:pk>/dieu-chinh/", views_plan_steps.plan_amend, name="plan-amend"),
    path("ke-hoach/<int:pk>/mo-dot/", views_plan_steps.plan_rounds, name="plan-rounds"),
    path("ke-hoach/<int:pk>/ky-hop/", views_plan_steps.plan_session, name="plan-session"),
    path("hoi-nghi/", views_desk.meeting_list, name="meetings"),
    path("hop-gui-di/", views_desk.outbox, name="outbox"),
    path("hop-gui-di/<int:pk>/gui-lai/", views_desk.outbox_again, name="outbox-again"),
]
