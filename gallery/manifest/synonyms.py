"""What people call a manifest's fields: in English, German, French and Spanish, and in other programs.

What columns of tables are called stands in ``templates/intake/columns.yaml``; here stand the names of other fields, and
what is said of a work's in a manifest only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from functools import cache

import yaml

from gallery.resources import TEMPLATES

NAMES: Mapping[str, str] = {
    "id": "identifier key name number bezeichner identifiant identificador",
    "source": (
        "file filename image picture photo photograph scan src datei dateiname bild foto fichier image archivo imagen "
        "fotografia photographie fotografie master original object_location quelle fuente"
    ),
    "title": "name heading ueberschrift",
    "subtitle": "sub_title tagline untertitel soustitre sous_titre subtitulo",
    "curator": "curators author editor by curated_by kurator kuratorin commissaire comisario comisaria curador",
    "language": "lang locale sprache langue idioma lengua",
    "statement": "introduction intro about abstract summary einleitung einfuehrung vorwort introduccion text",
    "published": "date_published publication_date release_date veroeffentlicht publie publicado date",
    "base_url": "baseurl site_url url address website homepage domain webseite adresse",
    "colorizer": "colouriser colorization colourization colorisation kolorierung colorisation coloracion model",
    "fonts": "font typefaces schriften schriftarten polices fuentes tipografia",
    "places": "locations gazetteer sites orte schauplaetze lieux endroits lugares",
    "same_as": "sameas wikidata geonames authority uri record identifier",
    "rooms": "room sections chapters halls raeume saele kapitel salles salas sections",
    "publications": "publication outputs output formats veroeffentlichungen ausgaben salidas publicaciones",
    "works": (
        "work photographs photos pictures images items objects werke fotos bilder exponate oeuvres photographies obras "
        "fotografias fotografien"
    ),
    "text": "description introduction intro wall_text section_text raumtext beschreibung texte texto statement",
    "creator": "photograph_by creators",
    "date": "created time data",
    "place": "spatial city endroit where",
    "coordinates": (
        "gps geo location latlon lat_lon latlng position geolocation koordinaten geokoordinaten coordonnees coordenadas"
    ),
    "medium": "format materialien physical_description",
    "dimensions": "extent format dimension",
    "credit": ("courtesy institution provider copyright_notice creditos credits mention museum archive archiv"),
    "lender": "loan lent_from on_loan_from leihgabe pret prestamo",
    "inventory_number": "identifier inv inventory inventory_nr accession objektnr",
    "catalogue": "catalogue_url catalog_url record record_address object_url datensatz",
    "rights": "edm_rights usage",
    "rights_note": "copyright_note rights_holder license_note usage_note note_sur_les_droits",
    "alt": "alternative altbeschreibung bildbeschreibung accessibility",
    "description": "abstract summary notes note comment bildtext kommentar descriptif",
    "colorize": "colour colorise colourise color colour_it kolorieren coloriser colorear colored",
    "reason": "why because grund begruendung raison motivo razon",
    "vividness": "saturation intensity strength saettigung saturacion intensitaet vivacite",
    "rotate": "rotation turn angle orientation drehen drehung gedreht pivoter rotacion girar giro",
    "crop": "cropping clip trim frame ausschnitt zuschnitt beschnitt recadrage recadrer cadre recorte recortar",
    "protect": "protected grey gray keep_grey mask schuetzen schutz maske proteger grau gris mascara",
    "mark": "watermark badge stamp kennzeichnung wasserzeichen marke marque filigrane marca",
    "corner": "position place ecke coin esquina",
    "form": "style shape kind art forme forma",
    "hints": "hint colours colors colour_hints color_hints hinweise farben indices couleurs pistas colores",
    "url": "address link href uri web object_url",
    "path": "file filename location src name datei pfad chemin fichier ruta archivo image photo",
    "sha256": "sha digest somme suma",
    "package": "module library paket paquet paquete",
    "at": "point position where place xy coordinates punkt stelle coordonnees punto position",
    "along": "stroke line path polyline points strich linie trait linea",
    "color": "colour rgb hex value farbe farbwert couleur",
    "radius": "size r width radio rayon groesse",
    "evidence": "source reason why because note proof basis beleg quelle nachweis preuve evidencia prueba",
    "assumption": "assumed guess annahme vermutung hypothese supuesto suposicion",
    "time": "moment second seconds timecode zeit zeitpunkt sekunde temps instant tiempo momento",
    "from": "start begin since von ab debut depuis desde",
    "to": "end until stop bis ende jusqua fin hasta",
    "poster": "still thumbnail cover poster_frame standbild vorschaubild vignette fotograma caratula",
    "captions": "subtitles subtitle closed_captions vtt untertitel sous_titres soustitres subtitulos",
    "transcript": "transcription spoken_text intertitles abschrift transkript retranscription transcripcion",
    "weights": "model network gewichte modell poids pesos",
    "digital_source_type": "digitalsourcetype source_type iptc",
    "notice": "disclaimer disclosure hinweis avis aviso",
    "role": "function relator occupation rolle funktion fonction rol funcion",
    "sort": "sort_name sort_form sorted filing sortierform ansetzungsform tri forme_de_tri orden",
    "kind": "type entity art typ genre tipo",
    "unit": "units measure einheit unite unidad",
    "institution": "organisation organization museum archive owner host publisher haus einrichtung musee institucion",
    "logo": "logotype emblem signet",
    "contact": "mail email e_mail kontakt contacto courriel",
    "imprint": "legal_notice impressum mentions_legales aviso_legal",
    "privacy": "privacy_policy data_protection datenschutz confidentialite privacidad",
    "accessibility": "accessibility_statement barrierefreiheit accessibilite accesibilidad",
    "labels": "label captions schilder beschriftungen cartels cartelas",
    "technical": "technical_lines small_print technik technique tecnico",
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
    "size": "paper papersize paper_size papier papel groesse taille tamano",
    "orientation": "layout ausrichtung orientacion",
    "formats": "format files file_format dateien formate formatos",
    "bleed": "anschnitt beschnittzugabe fond_perdu sangrado",
    "same_height": "level equal_height gleiche_hoehe meme_hauteur misma_altura",
    "cards": "card label_cards labels karten schildchen cartels fiches fichas",
    "artsteps": "virtual_exhibition package packages",
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


COLUMNS = TEMPLATES / "intake" / "columns.yaml"
"""Names of columns by field, in each language."""


@cache
def _by_word() -> Mapping[str, tuple[str, ...]]:
    """The fields that a word may mean, by its folded form: first those of which it is the very name."""
    found: dict[str, list[str]] = {}
    for field, words in NAMES.items():
        for word in (field, *words.split()):
            found.setdefault(folded(word), []).append(field)
    for field, by_language in yaml.safe_load(COLUMNS.read_text(encoding="utf-8")).items():
        for word in (field, *(name for names in by_language.values() for name in names)):
            found.setdefault(folded(str(word)), []).append(str(field))
    return {word: tuple(dict.fromkeys(fields)) for word, fields in found.items()}


def meant(word: str, fields: Collection[str]) -> str | None:
    """Which of ``fields`` is called ``word``, in whatever writing; None where none or several are."""
    if not re.fullmatch(r"[\w\s.:-]+", word):
        return None
    found = [field for field in _by_word().get(folded(word), ()) if field in fields]
    exact = [field for field in found if folded(field) == folded(word)]
    return (exact or found)[0] if found else None
