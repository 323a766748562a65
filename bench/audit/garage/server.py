"""garage: cars, workshops, shops and a community. Deliberately vulnerable: never expose it; serve it on loopback, to test
scanners.

Flask, SQLite and a document store; bearer tokens signed with RS256, nested routes, vehicles by uuid, reports by number, a
Swagger 2.0 document. Written anew after public descriptions of the holes of crAPI. Each hole is marked HOLE with its name in
holes.yaml and its place in the OWASP API Security Top 10 of 2023.
"""

import base64
import hashlib
import hmac
import json
import os
import random
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
import uuid

import mongomock
import yaml
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from flask import Flask, abort, g, jsonify, request

app = Flask("garage")
here = os.path.dirname(os.path.abspath(__file__))
lock = threading.RLock()
database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
database.row_factory = sqlite3.Row
database.executescript(
    """
    create table people (email text primary key, name text, number text, password text, credit real default 100,
      role text default 'customer', code text);
    create table vehicles (uuid text primary key, vin text unique, model text, owner text, latitude real, longitude real);
    create table posts (id text primary key, title text, content text, author text);
    create table comments (id integer primary key, post text, content text, author text);
    create table shops (id integer primary key, name text);
    create table products (id integer primary key, shop integer, name text, price real);
    create table orders (id integer primary key, shop integer, product integer, quantity integer, status text, owner text);
    create table applied (email text, code text);
    create table mechanics (code text primary key, name text);
    create table reports (id integer primary key, mechanic text, vin text, problem text, status text, owner text);
    create table visits (client text);
    insert into shops values (1, 'Tyres and more'), (2, 'Used parts');
    insert into products (shop, name, price) values (1, 'Seat', 10), (1, 'Wheel', 10), (2, 'Mirror', 5);
    insert into mechanics values ('TRAC_JHN', 'John'), ('TRAC_JME', 'James');
    insert into people (email, name, number, password) values ('adam@garage.example', 'Adam', '9876895423', 'x');
    insert into vehicles values ('f89b5f21-7829-45cb-a650-299a61090378', '7ECOX34KJTV359804', 'Lincoln', 'adam@garage.example', 37.4, -94.3);
    insert into posts values ('p1', 'Hello', 'My first post', 'adam@garage.example');
    insert into reports values (1, 'TRAC_JHN', '7ECOX34KJTV359804', 'noise in the front', 'pending', 'adam@garage.example');
    """
)
coupons = mongomock.MongoClient().garage.coupons
coupons.insert_many([{"coupon_code": "TRAC075", "amount": 75}, {"coupon_code": "TRAC125", "amount": 125}])


def one(sql, *values):
    with lock:
        row = database.execute(sql, values).fetchone()
    return dict(row) if row else None


def rows(sql, *values):
    with lock:
        return [dict(row) for row in database.execute(sql, values)]


def run(sql, *values):
    with lock:
        return database.execute(sql, values)


# --- tokens ---------------------------------------------------------------------------------------------------------

key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
public = key.public_key()
public_pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def encode(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def token_of(email):
    now = int(time.time())
    head = encode(json.dumps({"alg": "RS256", "typ": "JWT", "kid": "1"}).encode())
    body = encode(json.dumps({"sub": email, "iat": now, "exp": now + 3600}).encode())
    return f"{head}.{body}.{encode(key.sign(f'{head}.{body}'.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def subject(token):
    try:
        head, body, signature = token.split(".")
        signed, algorithm, claims = f"{head}.{body}".encode(), json.loads(decode(head))["alg"], json.loads(decode(body))
        if algorithm == "RS256":
            public.verify(decode(signature), signed, padding.PKCS1v15(), hashes.SHA256())
        # HOLE key-confusion (API2): the public key serves as the secret of HS256
        elif algorithm != "HS256" or not hmac.compare_digest(hmac.new(public_pem, signed, hashlib.sha256).digest(), decode(signature)):
            return None
        return claims["sub"] if claims["exp"] > time.time() else None
    except (ValueError, KeyError, TypeError, InvalidSignature):
        return None


def me():
    header = request.headers.get("Authorization", "")
    email = subject(header.removeprefix("Bearer ")) if header.startswith("Bearer ") else None
    person = one("select * from people where email = ?", email) if isinstance(email, str) else None
    if person is None:
        abort(401, "Invalid token")
    return person


@app.get("/.well-known/jwks.json")
def jwks():
    numbers = public.public_numbers()
    size = (numbers.n.bit_length() + 7) // 8
    return {"keys": [{"kty": "RSA", "kid": "1", "alg": "RS256", "use": "sig", "n": encode(numbers.n.to_bytes(size, "big")), "e": "AQAB"}]}


@app.get("/swagger.json")
def document():
    with open(os.path.join(here, "swagger.yaml"), encoding="utf-8") as file:
        return jsonify(yaml.safe_load(file))


# --- the body -------------------------------------------------------------------------------------------------------


def body():
    value = request.get_json(silent=True)
    if not isinstance(value, dict):
        abort(400, "The body must be a JSON object")
    return value


def text(value, name, most=200):
    if not isinstance(value, str) or not 0 < len(value) <= most:
        abort(400, f"{name} must be text of 1 to {most} characters")
    return value


def whole(value, name):
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 1000:
        abort(400, f"{name} must be a number of 1 to 999")
    return value


@app.errorhandler(Exception)
def failed(error):
    status = getattr(error, "code", 500)
    if isinstance(status, int) and status < 500:
        return {"message": error.description}, status
    # HOLE statement (API8): the message of the database goes to the caller
    return {"message": f"{type(error).__module__}.{type(error).__name__}: {error}"}, 500


# --- identity -------------------------------------------------------------------------------------------------------


def hashed(password):
    return hashlib.pbkdf2_hmac("sha256", password.encode(), b"garage", 400_000).hex()


def shown(person):
    return {name: person[name] for name in ("email", "name", "number", "credit", "role")}


@app.post("/v1/identity/signup")
def sign_up():
    value = body()
    email, name, number = text(value.get("email"), "email"), text(value.get("name"), "name"), text(value.get("number"), "number", 20)
    password = text(value.get("password"), "password", 100)  # HOLE weak-password (API2): one letter is enough
    if one("select 1 from people where email = ?", email):
        abort(409, "Email already registered")
    run("insert into people (email, name, number, password) values (?, ?, ?, ?)", email, name, number, hashed(password))
    # HOLE sign-up-credit (API3): credit and role of the body are stored
    for column in ("credit", "role"):
        if column in value:
            run(f"update people set {column} = ? where email = ?", value[column], email)
    return shown(one("select * from people where email = ?", email)), 201


@app.post("/v1/identity/login")
def log_in():
    value = body()
    email, password = text(value.get("email"), "email"), text(value.get("password"), "password", 100)
    person = one("select * from people where email = ?", email)
    # HOLE login-time (API2): the slow hash is computed only for an account that exists
    # HOLE login-guesses (API2): no limit
    if person is None or not hmac.compare_digest(hashed(password), person["password"]):
        abort(401, "Wrong email or password")
    return {"token": token_of(email), "type": "Bearer"}


@app.post("/v1/identity/forgot")
def forgot():
    email = text(body().get("email"), "email")
    if not one("select 1 from people where email = ?", email):
        abort(404, "This email is not registered")  # HOLE forgot-enumeration (API2)
    run("update people set code = ? where email = ?", f"{random.SystemRandom().randrange(10_000):04}", email)
    return {"message": "A code of four digits was sent"}


@app.post("/v1/identity/check-code")
def check_code():
    value = body()
    email, code, password = text(value.get("email"), "email"), text(value.get("code"), "code", 4), text(value.get("password"), "password", 100)
    # HOLE code-guesses (API2): four digits, and no limit
    if run("update people set password = ?, code = null where email = ? and code = ?", hashed(password), email, code).rowcount == 0:
        abort(401, "Wrong code")
    return {"message": "The password was set"}


@app.get("/v1/identity/dashboard")
def dashboard():
    return shown(me())


@app.put("/v1/identity/profile")
def change_profile():
    person, value = me(), body()
    # HOLE profile-credit (API3): whatever column the body names, except the key
    for column in ("name", "number", "credit", "role"):
        if column in value:
            run(f"update people set {column} = ? where email = ?", value[column], person["email"])
    return shown(me())


# --- vehicles -------------------------------------------------------------------------------------------------------


def vehicle_of(identifier):
    return one("select * from vehicles where uuid = ?", identifier) or abort(404, "No such vehicle")


@app.get("/v1/vehicles")
def list_vehicles():
    return jsonify(rows("select * from vehicles where owner = ?", me()["email"]))


@app.post("/v1/vehicles")
def add_vehicle():
    person, value = me(), body()
    vin, model = text(value.get("vin"), "vin", 40), text(value.get("model"), "model", 60)
    if one("select 1 from vehicles where vin = ?", vin):
        abort(409, "This vehicle is registered")
    identifier = str(uuid.uuid4())
    run("insert into vehicles values (?, ?, ?, ?, ?, ?)", identifier, vin, model, person["email"], round(random.uniform(-80, 80), 5), round(random.uniform(-170, 170), 5))
    return vehicle_of(identifier), 201


@app.get("/v1/vehicles/<identifier>")
def read_vehicle(identifier):
    person, vehicle = me(), vehicle_of(identifier)
    if vehicle["owner"] != person["email"]:
        abort(404, "No such vehicle")
    return vehicle


@app.delete("/v1/vehicles/<identifier>")
def delete_vehicle(identifier):
    if run("delete from vehicles where uuid = ? and owner = ?", identifier, me()["email"]).rowcount == 0:
        abort(404, "No such vehicle")
    return "", 204


@app.get("/v1/vehicles/<identifier>/location")
def location(identifier):
    me()
    vehicle = vehicle_of(identifier)  # HOLE vehicle-location (API1): where anybody's car is
    return {"uuid": vehicle["uuid"], "owner": vehicle["owner"], "latitude": vehicle["latitude"], "longitude": vehicle["longitude"]}


@app.post("/v1/vehicles/transfer")
def transfer():
    me()
    value = body()
    # HOLE vehicle-transfer (API1): the vehicle is named in the body, and nobody asks whose it is
    vehicle, owner = vehicle_of(text(value.get("uuid"), "uuid")), text(value.get("owner"), "owner")
    if not one("select 1 from people where email = ?", owner):
        abort(400, "No such owner")
    run("update vehicles set owner = ? where uuid = ?", owner, vehicle["uuid"])
    return vehicle_of(vehicle["uuid"])


@app.delete("/v1/admin/vehicles/<identifier>")
def admin_delete_vehicle(identifier):
    me()  # HOLE admin-vehicle-delete (API5): for admins by the document, for every person in fact
    run("delete from vehicles where uuid = ?", vehicle_of(identifier)["uuid"])
    return "", 204


# --- community ------------------------------------------------------------------------------------------------------


def author(email):
    person = one("select * from people where email = ?", email)
    vehicle = one("select uuid from vehicles where owner = ? limit 1", email)
    # HOLE post-author (API3): phone number, credit and vehicle of the author, where a name would do
    return {"name": person["name"], "email": email, "number": person["number"], "credit": person["credit"], "vehicleId": vehicle and vehicle["uuid"]}


def post_of(identifier):
    post = one("select * from posts where id = ?", identifier) or abort(404, "No such post")
    return post | {"author": author(post["author"]), "comments": rows("select id, content, author from comments where post = ?", identifier)}


@app.get("/v1/community/posts")
def list_posts():
    me()
    return {"posts": [post_of(row["id"]) for row in rows("select id from posts order by rowid desc limit 20")]}


@app.post("/v1/community/posts")
def add_post():
    person, value = me(), body()
    identifier = uuid.uuid4().hex[:16]
    run("insert into posts values (?, ?, ?, ?)", identifier, text(value.get("title"), "title"), text(value.get("content"), "content", 2000), person["email"])
    return post_of(identifier), 201


@app.get("/v1/community/posts/<identifier>")
def read_post(identifier):
    me()
    return post_of(identifier)


@app.post("/v1/community/posts/<identifier>/comments")
def add_comment(identifier):
    person, post = me(), post_of(identifier)
    run("insert into comments (post, content, author) values (?, ?, ?)", post["id"], text(body().get("content"), "content", 1000), person["email"])
    return post_of(identifier), 201


@app.post("/v1/community/coupons/validate")
def validate_coupon():
    me()
    # HOLE coupon-nosql (API8): an operator in place of text matches coupons that one does not know
    coupon = coupons.find_one({"coupon_code": body().get("coupon_code")}, {"_id": 0})
    return coupon or abort(404, "No such coupon")


# --- shops ----------------------------------------------------------------------------------------------------------


def shop_of(shop):
    return one("select * from shops where id = ?", shop) or abort(404, "No such shop")


def order_of(shop, order):
    return one("select * from orders where shop = ? and id = ?", shop, order) or abort(404, "No such order")


@app.get("/v1/shops")
def list_shops():
    # HOLE client-sql (API8): SQL injection in a header
    run(f"insert into visits values ('{request.headers.get('X-Client-Version', '')}')")
    return jsonify(rows("select * from shops"))


@app.get("/v1/shops/<int:shop>/products")
def list_products(shop):
    return jsonify(rows("select * from products where shop = ? order by id desc limit 50", shop_of(shop)["id"]))


@app.post("/v1/shops/<int:shop>/products")
def add_product(shop):
    me()
    value = body()
    # HOLE product-add (API5): for managers by the document, for every person in fact
    price = value.get("price")
    if not isinstance(price, (int, float)) or isinstance(price, bool):
        abort(400, "price must be a number")
    added = run("insert into products (shop, name, price) values (?, ?, ?)", shop_of(shop)["id"], text(value.get("name"), "name"), price)
    return one("select * from products where id = ?", added.lastrowid), 201


@app.get("/v1/shops/<int:shop>/orders")
def list_orders(shop):
    return jsonify(rows("select * from orders where shop = ? and owner = ? limit 50", shop_of(shop)["id"], me()["email"]))


@app.post("/v1/shops/<int:shop>/orders")
def add_order(shop):
    person, value, found = me(), body(), shop_of(shop)
    product = one("select * from products where shop = ? and id = ?", found["id"], whole(value.get("product_id"), "product_id"))
    if product is None:
        abort(400, "No such product")
    added = run("insert into orders (shop, product, quantity, status, owner) values (?, ?, ?, 'delivered', ?)", shop, product["id"], whole(value.get("quantity"), "quantity"), person["email"])
    return order_of(shop, added.lastrowid), 201


@app.get("/v1/shops/<int:shop>/orders/<int:order>")
def read_order(shop, order):
    me()
    return order_of(shop, order)  # HOLE order-read (API1)


@app.put("/v1/shops/<int:shop>/orders/<int:order>")
def change_order(shop, order):
    me()
    value, found = body(), order_of(shop, order)  # HOLE order-change (API1)
    run("update orders set quantity = ? where id = ?", whole(value.get("quantity"), "quantity"), found["id"])
    if "status" in value:  # HOLE order-status (API3): a customer who writes `returned` is paid back
        run("update orders set status = ? where id = ?", text(value["status"], "status", 20), found["id"])
    return order_of(shop, order)


@app.delete("/v1/shops/<int:shop>/orders/<int:order>")
def delete_order(shop, order):
    if run("delete from orders where shop = ? and id = ? and owner = ?", shop, order, me()["email"]).rowcount == 0:
        abort(404, "No such order")
    return "", 204


@app.post("/v1/coupons/apply")
def apply_coupon():
    person, value = me(), body()
    code = text(value.get("coupon_code"), "coupon_code")
    # HOLE applied-sql (API8): SQL injection in the body
    used = rows(f"select code from applied where email = '{person['email']}' and code = '{code}'")
    if used:
        abort(409, f"Coupon {used[0]['code']} was applied before")
    if not coupons.find_one({"coupon_code": code}):
        abort(404, "No such coupon")
    run("insert into applied values (?, ?)", person["email"], code)
    run("update people set credit = credit + 75 where email = ?", person["email"])
    return {"credit": me()["credit"]}


# --- workshop -------------------------------------------------------------------------------------------------------


@app.get("/v1/workshop/mechanics")
def list_mechanics():
    me()
    return jsonify(rows("select code, name from mechanics"))


@app.get("/v1/workshop/reports")
def list_reports():
    return jsonify(rows("select * from reports where owner = ? limit 50", me()["email"]))


@app.post("/v1/workshop/contact")
def contact_mechanic():
    person, value = me(), body()
    address = text(value.get("mechanic_api"), "mechanic_api")
    if not one("select 1 from mechanics where code = ?", text(value.get("mechanic_code"), "mechanic_code", 20)):
        abort(400, "No such mechanic")
    added = run("insert into reports (mechanic, vin, problem, status, owner) values (?, ?, ?, 'pending', ?)", value["mechanic_code"], text(value.get("vin"), "vin", 40), text(value.get("problem_details"), "problem_details", 1000), person["email"])
    answer = ""
    if address.startswith(("http://", "https://")):
        try:
            # HOLE contact-ssrf (API7): the server asks whatever address the body names
            with urllib.request.urlopen(address, timeout=3) as response:
                answer = response.read(2000).decode(errors="replace")
        except (OSError, ValueError) as error:
            answer = str(error)
    return {"id": added.lastrowid, "report_link": f"/v1/workshop/mechanic-report?report_id={added.lastrowid}", "response_from_mechanic_api": answer}, 201


@app.get("/v1/workshop/mechanic-report")
def mechanic_report():
    me()
    # HOLE report-read (API1): numbers in sequence, and nobody asks whose report it is
    return one("select * from reports where id = ?", request.args.get("report_id", "")) or abort(404, "No such report")


@app.get("/v1/workshop/reports/export")
def export_reports():
    # HOLE reports-export (API2): the document asks for a token, the server for none
    return jsonify(rows("select * from reports limit 100"))


@app.get("/v1/workshop/customers")
def list_customers():
    me()
    # HOLE customers (API5): for mechanics by the document, for every person in fact
    return jsonify(rows("select email, name, number, credit, role from people limit 100"))


@app.get("/v1/workshop/diagnose")
def diagnose():
    me()
    host = request.args.get("host") or abort(400, "host is missing")
    # HOLE diagnose-command (API8): command injection in a parameter
    done = subprocess.run(f"getent hosts {host}", shell=True, capture_output=True, text=True, timeout=20, check=False)
    return {"output": done.stdout[:2000]}


# HOLE version (API8): werkzeug names itself and Python with their versions in the header Server
app.run("127.0.0.1", int(sys.argv[1]), threaded=True)
