{% import "macros.html" as draw with context %}
galleryLabels({
{% for label in entries %}
{% set words %}
<h2 class="title" data-alt="{{ label.alt }}"{{ own_of(label, "title") }}>{{ label.title }}</h2>
{{ draw.tombstone(label) }}
{{ draw.notice(label) }}
<p class="more"><a href="{{ page.base }}works/{{ label.id }}/index.html">{{ t("walk.its_page") }}</a></p>
{% endset %}
{{ label.id|json }}: {{ words|json }}{{ "," if not loop.last }}
{% endfor %}
});
