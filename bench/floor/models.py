"""Two plain tables; the index on the foreign key is the only one besides the primary keys."""

from django.db import models


class Order(models.Model):
    created = models.DateTimeField()
    title = models.CharField(max_length=200)
    body = models.TextField()
    request_type = models.CharField(max_length=20)
    category = models.CharField(max_length=20)
    place = models.CharField(max_length=20)
    address = models.CharField(max_length=200)
    requester_name = models.CharField(max_length=100)
    requester_phone = models.CharField(max_length=30)

    def __str__(self) -> str:
        return self.title


class Event(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE)
    at = models.DateTimeField()
    kind = models.CharField(max_length=20)

    def __str__(self) -> str:
        return self.kind
