"""Addresses of the schedule board."""

from django.urls import path

from meetings import views_board, views_fill, views_import, views_meeting, views_proposal

urlpatterns = [
    path("dieu-hanh/bang-lich/", views_board.board_now, name="board-now"),
    path("dieu-hanh/do-phu/", views_board.coverage, name="coverage"),
    path("dieu-hanh/dot/<int:pk>/bang-lich/", views_board.board, name="round-board"),
    path("dieu-hanh/dot/<int:pk>/bang-lich/chuyen/", views_board.board_move, name="board-move"),
    path("dieu-hanh/dot/<int:pk>/bang-lich/hoan-tac/", views_board.board_undo, name="board-undo"),
    path("dieu-hanh/dot/<int:pk>/bang-lich/them-nhieu/", views_fill.fill, name="board-fill"),
    path("dieu-hanh/hoi-nghi/<int:pk>/xep/", views_board.meeting_place, name="meeting-place"),
    path("dieu-hanh/dot/<int:pk>/them-hoi-nghi/", views_meeting.meeting_new, name="meeting-new"),
    path("dieu-hanh/hoi-nghi/<int:pk>/", views_meeting.meeting_detail, name="meeting-page"),
    path("dieu-hanh/hoi-nghi/<int:pk>/sua/", views_meeting.meeting_edit, name="meeting-edit"),
    path("dieu-hanh/hoi-nghi/<int:pk>/nhac-lich/", views_meeting.meeting_remind, name="meeting-remind"),
    path("dieu-hanh/hoi-nghi/<int:pk>/hoan/", views_meeting.meeting_postpone, name="meeting-postpone"),
    path("dieu-hanh/hoi-nghi/<int:pk>/huy/", views_meeting.meeting_cancel, name="meeting-cancel"),
    path("dieu-hanh/hoi-nghi/<int:pk>/xoa/", views_meeting.meeting_remove, name="meeting-remove"),
    path("dieu-hanh/hoi-nghi/<int:pk>/giu-lich/", views_meeting.meeting_lock, name="meeting-lock"),
    path("dieu-hanh/dot/<int:pk>/nhap-lich/", views_import.schedule_import, name="schedule-import"),
    path("dieu-hanh/nhap-lich/<int:pk>/", views_import.schedule_file, name="schedule-file"),
    path("dieu-hanh/nhap-lich/<int:pk>/chon-ten/", views_import.schedule_names, name="schedule-names"),
    path("dieu-hanh/nhap-lich/<int:pk>/ghi/", views_import.schedule_write, name="schedule-write"),
    path("dieu-hanh/dot/<int:pk>/de-xuat/", views_proposal.proposal_new, name="proposal-new"),
    path("dieu-hanh/de-xuat/<int:pk>/", views_proposal.proposal_page, name="proposal"),
    path("dieu-hanh/de-xuat/<int:pk>/tien-do/", views_proposal.proposal_progress, name="proposal-progress"),
    path("dieu-hanh/de-xuat/<int:pk>/dung/", views_proposal.proposal_stop, name="proposal-stop"),
    path("dieu-hanh/de-xuat/<int:pk>/nhan/", views_proposal.proposal_accept, name="proposal-accept"),
]
