"""A request too large to be a roster is answered before its body is read."""

from django.shortcuts import render

from .precheck import MAX_SIZE, MEGABYTE

ENVELOPE = MEGABYTE
"""What a form may weigh beside its file."""


class UploadLimit:
    """413 by the length that the request announces; a server reads no more of the body than that."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if announced.isdecimal() and int(announced) > MAX_SIZE + ENVELOPE:
            return too_large(request, int(announced))
        return self.get_response(request)


def too_large(request, size: int):
    context = {
        "status": 413,
        "title": "文件太大",
        "detail": f"文件约{size / MEGABYTE:.0f}MB，超过{MAX_SIZE // MEGABYTE}MB，没有接收。",
        "advice": "请删去表中的图片和多余的工作表，或分成几个文件，再重新上传。",
        "layout": "base.html" if request.user.is_authenticated else "bare.html",
    }
    return render(request, "problem.html", context, status=413)
