"""Scans of a contract: uploaded, listed, downloaded as they were, removed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bargaining.models import ContractScan
from tests import make
from tests.registers import page
from union_portal.notices.models import Attachment

PDF = b"%PDF-1.4\n" + b"x" * 2000


@pytest.fixture
def contract(yinghai):
    return make.contract(make.enterprise(yinghai))


def upload(client, contract, content=PDF, name="工资合同.pdf"):
    file = SimpleUploadedFile(name, content)
    return client.post(f"/bargaining/contracts/{contract.pk}/scans/", {"kind": "text", "file": file})


def address(scan, tail=""):
    return f"/bargaining/contracts/{scan.contract_id}/scans/{scan.pk}/{tail}"


def test_a_scan_comes_back_as_it_was_and_stands_on_the_contract_s_page(enter, yinghai, contract):
    client = enter("chair", yinghai)
    upload(client, contract)
    scan = ContractScan.objects.get()

    shown = page(client.get(f"/bargaining/contracts/{contract.pk}/"))
    answer = client.get(address(scan))

    assert "工资合同.pdf" in shown
    assert (b"".join(answer.streaming_content), scan.attachment.org) == (PDF, yinghai)
    with scan.attachment.file.open("rb") as stored:
        assert PDF not in stored.read()


def test_what_is_no_scan_is_refused(enter, yinghai, contract):
    shown = upload(enter("chair", yinghai), contract, b"<script>alert(1)</script>")

    assert "应为PDF、JPG或PNG文件" in page(shown, 422)
    assert Attachment.objects.count() == 0


def test_a_removed_scan_is_gone(enter, yinghai, contract, django_capture_on_commit_callbacks):
    client = enter("chair", yinghai)
    upload(client, contract)
    scan = ContractScan.objects.select_related("attachment").get()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(address(scan, "remove/"))

    assert (ContractScan.objects.count(), Attachment.objects.count()) == (0, 0)
    assert not scan.attachment.file.storage.exists(scan.attachment.file.name)


def test_others_neither_read_nor_change_it(enter, yinghai, caiyu, district, contract):
    upload(enter("chair", yinghai), contract)
    scan = ContractScan.objects.get()
    stranger = enter("chair", caiyu)
    page(stranger.get(address(scan)), 404)
    page(stranger.post(address(scan, "remove/")), 404)
    leader = enter("leader", district)

    assert leader.get(address(scan)).status_code == 200
    page(leader.post(address(scan, "remove/")), 403)
    page(leader.get(f"/bargaining/contracts/{contract.pk}/scans/"), 403)
    page(enter("worker", yinghai).get(address(scan)), 403)


def test_a_scan_is_found_under_its_own_contract_only(enter, yinghai, contract):
    client = enter("chair", yinghai)
    upload(client, contract)
    scan, other = ContractScan.objects.get(), make.contract(make.enterprise(yinghai))

    page(client.get(f"/bargaining/contracts/{other.pk}/scans/{scan.pk}/"), 404)
