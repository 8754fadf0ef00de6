from tests.controls.test_admin_browser import *
def test_shot(browser, pages):
    assert pages
    browser.set_viewport_size({"width":1300,"height":1000})
    for a in pages:
        n=a.strip("/").replace("/","-")
        if a in ("/act-form/","/act-preview/","/meanwhile/","/key/") or "entity" in a and "change" in a or a=="/admin/controls/listing/" or "history" in a:
            browser.goto(a); browser.screenshot(path=f"/tmp/desk/{n}.png", full_page=a!="/admin/controls/listing/")
