"""Addresses of the desks where petitions are worked on."""

from django.urls import path

from petitions import (
    views_agency,
    views_cases,
    views_desk,
    views_group,
    views_identity,
    views_petition,
    views_repeats,
    views_sending,
    views_unit,
    views_voices,
)

agency = [
    path("", views_agency.agency_desk, name="agency-desk"),
    path("tra-loi/", views_agency.agency_answer, name="agency-answer"),
    path("<int:pk>/", views_agency.agency_petition, name="agency-petition"),
    path("<int:pk>/tiep-nhan/", views_agency.agency_receive, name="agency-receive"),
    path("<int:pk>/lo-trinh/", views_agency.agency_roadmap, name="agency-roadmap"),
    path("<int:pk>/tra-lai/", views_agency.agency_return, name="agency-return"),
    path("<int:pk>/nguoi-kien-nghi/", views_agency.agency_petitioners, name="agency-petitioners"),
]

desk = [
    path("", views_desk.desk, name="desk"),
    path("cua-to/", views_group.group_petitions, name="group-petitions"),
    path("tai-bang/", views_desk.desk_export, name="desk-export"),
    path("chuyen/", views_sending.desk_transfer, name="desk-transfer"),
    path("don-doc/", views_sending.desk_remind, name="desk-remind"),
    path("<int:pk>/", views_desk.petition, name="petition"),
    path("<int:pk>/phan-loai/", views_petition.petition_classify, name="petition-classify"),
    path("<int:pk>/sua/", views_petition.petition_reword, name="petition-reword"),
    path("<int:pk>/gop/", views_sending.petition_merge, name="petition-merge"),
    path("<int:pk>/tach-ra/", views_sending.petition_unmerge, name="petition-unmerge"),
    path("<int:pk>/nhac-lai/", views_repeats.petition_repeats, name="petition-repeats"),
    path("<int:pk>/khong-nhac-lai/", views_repeats.petition_repeats_none, name="petition-repeats-none"),
    path("<int:pk>/danh-gia/", views_petition.petition_judge, name="petition-judge"),
    path("<int:pk>/bao-lai/", views_petition.petition_tell_back, name="petition-tell-back"),
    path("<int:pk>/cong-khai/", views_petition.petition_publish, name="petition-publish"),
    path("<int:pk>/go-cong-khai/", views_petition.petition_unpublish, name="petition-unpublish"),
    path("<int:pk>/rut/", views_petition.petition_withdraw, name="petition-withdraw"),
    path("<int:pk>/dong/", views_petition.petition_close, name="petition-close"),
    path("<int:pk>/nguoi-kien-nghi/", views_identity.petition_petitioners, name="petition-petitioners"),
    path("lan-chuyen/<int:pk>/lien-he/", views_petition.transfer_contact, name="transfer-contact"),
]

voices = [
    path("", views_voices.voice_list, name="voice-list"),
    path("lap-kien-nghi/", views_voices.voice_open, name="voice-open"),
    path("them-vao/", views_voices.voice_join, name="voice-join"),
    path("<int:pk>/loai/", views_voices.voice_kind, name="voice-kind"),
    path("<int:pk>/tach/", views_voices.voice_split, name="voice-split"),
    path("<int:pk>/gop-lai/", views_voices.voice_unsplit, name="voice-unsplit"),
    path("khieu-nai-to-cao/", views_cases.case_list, name="cases"),
    path("khieu-nai-to-cao/<int:pk>/huong-dan/", views_cases.case_hand_off, name="case-hand-off"),
    path("khieu-nai-to-cao/<int:pk>/loai/", views_cases.case_kind, name="case-kind"),
]

unit = [
    path("", views_unit.meeting_voices, name="meeting-voices"),
    path("<int:voice>/sua/", views_unit.voice_correct, name="voice-correct"),
    path("<int:voice>/rut/", views_unit.voice_withdraw, name="voice-withdraw"),
]
