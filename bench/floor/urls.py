import json

from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils import timezone

from bench.floor.models import Event, Order


def take_in(request: HttpRequest) -> JsonResponse:
    data = json.loads(request.body)
    at = timezone.now()
    with transaction.atomic():
        order = Order.objects.create(
            created=at,
            title=data["title"],
            body=data["body"],
            request_type=data["request_type"],
            category=data["category"],
            place=data["place"],
            address=data["address"],
            requester_name=data["name"],
            requester_phone=data["phone"],
        )
        Event.objects.create(order=order, at=at, kind="filed")
    return JsonResponse({"id": order.pk}, status=201)


urlpatterns = [path("orders", take_in)]
