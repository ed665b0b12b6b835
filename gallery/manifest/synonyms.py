"""What people call a manifest's fields: in English, German, French and Spanish, and in other programs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping

NAMES: Mapping[str, str] = {
    "id": "identifier slug key name number kennung bezeichner identifiant identificador",
    "source": (
        "file filename image picture photo photograph scan src datei dateiname bild foto fichier image archivo imagen "
        "fotografia photographie fotografie master original object_location quelle fuente"
    ),
    "title": "name heading headline label titel bildtitel ueberschrift titre intitule titulo legende",
    "subtitle": "sub_title tagline untertitel soustitre sous_titre subtitulo",
    "curator": "curators author editor by curated_by kurator kuratorin commissaire comisario comisaria curador",
    "language": "lang locale sprache langue idioma lengua",
    "statement": "introduction intro about abstract summary einleitung einfuehrung vorwort introduccion text",
    "published": "date_published publication_date release_date veroeffentlicht publie publicado date",
    "base_url": "baseurl site_url url address website homepage domain webseite adresse",
    "colorizer": "colouriser colorization colourization colorisation kolorierung colorisation coloracion model",
    "fonts": "font typefaces schriften schriftarten polices fuentes tipografia",
    "rooms": "room sections chapters halls raeume saele kapitel salles salas sections",
    "publications": "publication outputs output formats veroeffentlichungen ausgaben salidas publicaciones",
    "works": (
        "work photographs photos pictures images items objects werke fotos bilder exponate oeuvres photographies obras "
        "fotografias fotografien"
    ),
    "text": "description introduction intro wall_text section_text raumtext beschreibung texte texto statement",
    "creator": (
        "photographer author artist maker photograph_by by creators fotograf fotografin urheber kuenstler autor "
        "photographe auteur artiste createur fotografo fotografa autora artista creador"
    ),
    "date": (
        "year created date_created dated time datum jahr aufnahmedatum entstehungszeit datierung annee datation fecha "
        "ano data"
    ),
    "place": "location spatial coverage city ort aufnahmeort lieu endroit lugar localidad where",
    "medium": "technique format material support process technik materialien tecnica procede physical_description",
    "dimensions": "size measurements extent format masse abmessungen groesse dimension medidas dimensiones",
    "credit": (
        "credit_line creditline courtesy owner holding_institution institution provider collection repository "
        "copyright_notice nachweis bildnachweis besitzer sammlung leihgeber credito creditos linea_de_credito credits "
        "mention proprietaire museum archive archiv"
    ),
    "rights": (
        "licence license copyright rights_statement rightsstatement edm_rights usage rechte lizenz "
        "nutzungsrechte droits licencia derechos"
    ),
    "rights_note": "rightsnote copyright_note rights_holder license_note rechtehinweis usage_note note_sur_les_droits",
    "alt": (
        "alt_text alttext alternative alternative_text altbeschreibung bildbeschreibung alternativtext "
        "texte_alternatif texto_alternativo accessibility"
    ),
    "description": (
        "text caption abstract summary notes note comment beschreibung text bildtext kommentar descriptif "
        "descripcion texte texto"
    ),
    "colorize": "colour colorise colourise color colour_it kolorieren coloriser colorear colored",
    "reason": "why because grund begruendung raison motivo razon",
    "vividness": "saturation intensity strength saettigung saturacion intensitaet vivacite",
    "hints": "hint colours colors colour_hints color_hints hinweise farben indices couleurs pistas colores",
    "url": "address link href uri web adresse direccion image_url object_url",
    "path": "file filename location src name datei pfad chemin fichier ruta archivo image photo",
    "sha256": "hash sha checksum digest pruefsumme sha_256 somme suma",
    "package": "module library paket paquet paquete",
    "at": "point position where place xy coordinates punkt stelle coordonnees punto position",
    "along": "stroke line path polyline points strich linie trait linea",
    "color": "colour rgb hex value farbe farbwert couleur",
    "radius": "size r width radio rayon groesse",
    "evidence": "source reason why because note proof basis beleg quelle nachweis preuve evidencia prueba",
    "assumption": "assumed guess annahme vermutung hypothese supuesto suposicion",
    "weights": "model network gewichte modell poids pesos",
    "digital_source_type": "digitalsourcetype source_type iptc",
    "notice": "disclaimer disclosure hinweis avis aviso",
    "serif": "title_font titles",
    "sans": "interface_font interface sans_serif sansserif",
    "enabled": "enable on active show aktiv active activo",
    "profile": "platform profil perfil plateforme plattform",
    "panels": "panel print prints tafeln panneaux paneles",
    "site": "website web webseite page siteweb sitio",
    "room": "room_model model3d gltf glb raum",
    "iiif": "iiif_manifest manifests",
    "width": "w breite largeur ancho",
    "height": "h hoehe hauteur alto",
    "dpi": "resolution ppi aufloesung",
    "accent": "accent_color accent_colour color colour akzentfarbe couleur",
    "theme": "templates design thema plantilla",
    "tiles": "zoom deep_zoom kacheln tuiles",
    "walk": "tour 3d rundgang visite recorrido",
    "image_server": "iiif_server server imageserver bildserver",
}
"""Synonyms by field, as :func:`folded` words. What each means depends on the place: ``text`` in a room is its own
field, in a work it is the description."""


def folded(word: str) -> str:
    """``word`` as it is compared: small letters and digits, without accents (``ä`` as ``ae``)."""
    lower = word.strip().casefold().translate({ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue"})
    plain = unicodedata.normalize("NFKD", lower)
    return re.sub(r"[^a-z0-9]", "", plain)


_BY_WORD: dict[str, list[str]] = {}
for _field, _words in NAMES.items():
    for _word in (_field, *_words.split()):
        _BY_WORD.setdefault(folded(_word), []).append(_field)


def meant(word: str, fields: Collection[str]) -> str | None:
    """Which of ``fields`` is called ``word``, in whatever writing; None where none or several are."""
    if not re.fullmatch(r"[\w\s.:-]+", word):
        return None
    found = [field for field in dict.fromkeys(_BY_WORD.get(folded(word), ())) if field in fields]
    exact = [field for field in found if folded(field) == folded(word)]
    return (exact or found)[0] if found else None


def words_of(field: str) -> Iterable[str]:
    """Everything that ``field`` is called."""
    return (field, *NAMES.get(field, "").split())
