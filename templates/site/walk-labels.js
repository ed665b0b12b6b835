{% import "macros.html" as draw with context %}
galleryLabels({
{% for label in entries %}
{% set words %}
<h2 class="title" data-alt="{{ label.alt }}"{{ own_of(label, "title") }}>{{ label.title }}</h2>
{{ draw.tombstone(label) }}
{{ draw.notice(label) }}
{% if label.id in moving %}
{% set film = moving[label.id] %}
<p class="more plays"><button type="button" data-play aria-pressed="false" data-original="{{ page.root }}{{ film.original }}"{% if "colour" in film %} data-colour="{{ page.root }}{{ film.colour }}"{% endif %}>{{ t("walk.play") }}</button></p>
{% endif %}
<p class="more"><a href="{{ page.base }}works/{{ label.id }}/index.html">{{ t("walk.its_page") }}</a></p>
{% endset %}
{{ label.id|json }}: {{ words|json }}{{ "," if not loop.last }}
{% endfor %}
});
