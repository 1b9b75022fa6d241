"""What people and tools call the columns of a sheet, in the languages that they use."""

from __future__ import annotations

import functools
import re
import unicodedata

__all__ = ["CODED_ROLES", "ROLES", "STUDY_ROLES", "fold", "matches"]

# Role -> names, the commonest first, as they stand in exports of tools and in sheets of teams. Compared
# folded: without case, accents and punctuation. A name that is in several roles is weighed where it
# matters (`sheet_proposal`): "Author" is the coder in an export of MAXQDA, and not in a home-made sheet.
ROLES: dict[str, str] = {
    "document": """document name|document|documents|file|file name|filename|media title|source|source name|
        transcript|interview|paper|article|dokumentname|dokument|datei|quelle|nombre del documento|
        nombre de documento|documento|archivo|fuente|nom du document|document nom|fichier|nome do documento|
        nome documento|arquivo|fonte|nazwa dokumentu|zrodlo|文档名|文档名称|文件名|文件名称|文档|文件|
        文書名|文書|ドキュメント名|ドキュメント|название документа|имя документа|документ|belge adi|belge|
        documentnaam|bestand|dokumentnamn|dokumentnavn""",
    "study": """study|study id|study name|study identifier|studie|studien id|estudio|id estudio|etude|
        id etude|estudo|id estudo|studio|badanie|研究|研究编号|исследование|calisma|included study|
        primary study|ref|refs|study ref|study reference|publication|publikation|
        paper id|article id|record id|author year|author and year|citation|reference id""",
    "group": """document group|document set|dokumentgruppe|dokumentengruppe|grupo de documentos|
        grupo de documento|groupe de documents|gruppo di documenti|grupa dokumentow|文档组|文書グループ|
        группа документов|belge grubu|documentgroep|document groups|dokumentgrupp""",
    "participant": """participant|participant id|respondent|respondent id|interviewee|informant|speaker|
        teilnehmer|teilnehmerin|befragte|befragter|participante|entrevistado|entrevistada|partecipante|
        uczestnik|参与者|受访者|участник|deelnemer""",
    "segment_id": """id|number|no|nr|quote id|quotation id|extract id|excerpt id|segment id|highlight id|
        numero|num|nummer|numer|编号|номер|reference number|row id|zitat id""",
    "text": """segment|text content|quotation content|quotation|quote|quotes|excerpt|excerpt copy|extract|
        extracts|extracted text|extracted data|coded text|coded segment|coded segments|text|content|passage|
        reference text|finding|findings|data|verbatim|verbatim quote|quote text|textstelle|zitat|
        zitatinhalt|inhalt|textinhalt|auszug|text des segments|segmento|cita|contenido|contenido de cita|
        contenido de la cita|contenido del texto|fragmento|extracto|texto|citation text|extrait|verbatims|
        contenu|contenu de la citation|contenu du texte|passage code|trecho|citacao|conteudo|
        conteudo da citacao|conteudo do texto|excerto|testo|citazione|contenuto|estratto|fragment|cytat|
        tekst|tresc|片段|编码段|引文|引文内容|文本|文本内容|内容|摘录|セグメント|引用|引用内容|内容|テキスト|
        сегмент|цитата|текст|содержание|фрагмент|alinti|metin|bolum|fragmenten|citaat|citat""",
    "title": """quotation name|name|quote name|zitatname|nombre de cita|nombre de la cita|
        nom de la citation|nome da citacao|nome citazione|nazwa cytatu|引文名称|название цитаты""",
    "code": """code|codes|code name|codes applied|codes applied combined|applied codes|tag|tags|theme|
        themes|subtheme|sub theme|main theme|main category|main code|subcategory|sub category|subcode|
        sub code|category|categories|node|nodes|label|labels|kode|kodes|codename|thema|
        themen|kategorie|kategorien|oberkategorie|unterkategorie|hauptkategorie|subkategorie|hauptcode|
        subcode|oberthema|unterthema|hauptthema|schlagwort|codigo|codigos|tema|temas|categoria|
        categorias|codigo s|subtema|subcategoria|subcodigo|sous theme|
        sous categorie|sous code|
        codes appliques|theme s|categorie|categorie s|codice|codici|temi|categorie|kod|kody|temat|tematy|
        kategoria|代码|编码|主题|类别|标签|コード|テーマ|カテゴリ|код|коды|тема|темы|категория|kodlar|
        tema|konu|koder""",
    "coder": """coder|coded by|coder name|coder initials|initials|rater|reviewer|reviewer name|extracted by|
        extractor|excerpt creator|created by|creator|creating user|analyst|user|kodierer|kodiererin|
        kodiert von|codiert von|erstellt von|bearbeiter|codificador|codificadora|codificado por|creado por|
        codeur|codeuse|code par|cree par|codificado por|criado por|codificatore|codificato da|creato da|
        koder|kodujacy|utworzone przez|编码者|编码员|创建者|作成者|コーダー|кодировщик|создал|kodlayan|
        olusturan|codeerder""",
    "author": """author|authors|author s|first author|autor|autoren|verfasser|autorin|autores|auteur|
        auteurs|autore|autori|autorzy|作者|著者|автор|авторы|yazar|yazarlar|auteur s|forfattare""",
    "start": """beginning|start|begin|start position|initial position|from|anfang|beginn|startposition|
        inicio|comienzo|posicion inicial|debut|position de debut|comeco|posicao inicial|inizio|
        posizione iniziale|poczatek|开始|起始|起始位置|開始|начало|baslangic""",
    "end": """end|end position|final position|to|ende|endposition|fin|final|posicion final|
        position de fin|fim|posicao final|fine|posizione finale|koniec|结束|终止|结束位置|終了|конец|son|
        bitis|eind""",
    "locator": """page|pages|page number|page no|p|pp|locator|location|position|paragraph|section|line|
        lines|line number|reference|excerpt range|place|seite|seiten|seitenzahl|fundstelle|absatz|zeile|
        abschnitt|stelle|referenz|pagina|paginas|numero de pagina|parrafo|seccion|linea|ubicacion|
        referencia|page s|paragraphe|ligne|emplacement|pagine|paragrafo|sezione|riga|posizione|riferimento|
        secao|linha|localizacao|strona|strony|akapit|wiersz|odnosnik|页|页码|段落|位置|引用位置|ページ|段落|
        страница|страницы|абзац|место|sayfa|satir|bladzijde""",
    "memo": """comment|comments|memo|memos|note|notes|coder note|coder notes|coding comment|remark|remarks|
        reviewer notes|kommentar|kommentare|notiz|notizen|anmerkung|anmerkungen|bemerkung|comentario|
        comentarios|nota|notas|observaciones|commentaire|commentaires|remarque|observacoes|commento|
        commenti|note del codificatore|osservazioni|komentarz|komentarze|notatka|uwagi|评论|注释|备注|备忘录|
        コメント|メモ|комментарий|комментарии|заметка|примечание|yorum|opmerking""",
    "valence": """valence|enabler barrier|barrier enabler|enabler or barrier|barrier or enabler|
        barrier facilitator|barrier or facilitator|facilitator barrier|facilitator or barrier|direction|
        influence|polarity|valenz|richtung|foerderlich hinderlich|forderlich hinderlich|valencia|
        direccion|sens|valence s|valencia|direcao|valenza|direzione|kierunek|效价|方向|направление""",
    "state": """state|status|presence|present absent|present or absent|reported|zustand|vorhanden|
        estado|presencia|etat|presence absence|presenca|stato|presenza|stan|状态|состояние""",
    "weight": """weight|weight score|gewicht|peso|ponderacion|poids|waga|权重|重み|вес|agirlik""",
    "created": """creation date|created|created on|date created|excerpt date|date|erstelldatum|erstellt|
        erstellt am|erstellungsdatum|fecha de creacion|creado|fecha|date de creation|cree le|
        data de criacao|criado em|data|data di creazione|data utworzenia|创建日期|作成日|дата создания|
        olusturma tarihi""",
    "modified": """modification date|modified|date modified|modified on|modified by|geandert|geaendert|
        geandert am|bearbeitet|bearbeitet am|bearbeitet von|fecha de modificacion|modificado|
        modificado por|date de modification|modifie|data de modificacao|data di modifica|data modyfikacji|
        zmodyfikowano|修改日期|изменено|изменен""",
    "colour": """color|colour|farbe|couleur|cor|colore|kolor|颜色|色|цвет|renk|kleur""",
    "size": """area|coverage|coverage %|extension|extensao|length|size|flache|flaeche|abdeckungsgrad|
        abdeckungsgrad %|cobertura|cobertura %|couverture|couverture %|copertura|objetosc|obszar|obszar %|
        面积|覆盖率|覆盖率 %|площадь|покрытие|kapsam|alan""",
    "n_codes": """number of codes|density|codes count|anzahl codes|anzahl der codes|numero de codigos|
        nombre de codes|numero di codici|densidad|dichte|densite|densidade|densita""",
    # Of a codebook.
    "definition": """definition|description|descriptions|definicion|descripcion|definicao|descricao|
        beschreibung|beschreibungen|definizione|descrizione|definicja|opis|定义|描述|описание|определение|
        aciklama|scope note|code description|code definition""",
    "parent": """parent|parent code|parent id|parent theme|broader|category of code|obercode|
        ubergeordneter code|uebergeordneter code|codigo padre|code parent|codigo pai|codice padre|
        kod nadrzedny|父代码|上级代码|родительский код""",
    "count": """number of highlights|number of documents|magnitude degree|magnitude|grounded|groundedness|
        grundedness|frequency|references|files|documents with code|cases with code|coded segments count|
        haufigkeit|haeufigkeit|verankerung|enraizamiento|enraizamento|magnitude degree |frecuencia|
        frequence|enracinement|frequencia|frequenza|radicamento|czestosc|density|number of groups|
        频率|частота|anzahl|count|n segments|coded references""",
    "code_group": """code group|code groups|groups|group|codegruppe|codegruppen|kodegruppe|
        grupo de codigos|grupos de codigos|grupo de codigos 1|groupe de codes|gruppo di codici|
        grupa kodow|grupos|代码组|группа кодов""",
    # Of a study.
    "citation": """citation|reference|short citation|short reference|literaturangabe|zitation|quellenangabe|
        cita bibliografica|referencia bibliografica|reference bibliographique|referencia|citazione
        bibliografica|cytowanie|引用文献|ссылка""",
    "year": """year|publication year|year of publication|published year|pub year|jahr|erscheinungsjahr|
        publikationsjahr|ano|ano de publicacion|annee|annee de publication|ano de publicacao|anno|
        anno di pubblicazione|rok|rok publikacji|年份|出版年份|発行年|年|год|год публикации|yil|jaar|ar""",
    "paper_title": """title|study title|paper title|article title|titel|titulo|titulo del articulo|titre|
        titre de l article|titolo|tytul|标题|题名|タイトル|题目|название|заголовок|baslik""",
    "country": """country|countries|country of study|study country|land|lander|laender|pais|paises|pays|
        paese|kraj|国家|国|страна|ulke|location of study""",
    "setting": """setting|settings|study setting|context of study|umfeld|versorgungsbereich|setting der
        studie|entorno|ambito|contexto del estudio|cadre|milieu|contexto|cenario|ambiente|contesto|
        miejsce badania|场所|环境|условия|ortam""",
    "design": """design|study design|method|methods|methodology|methodological approach|study type|
        studiendesign|methode|methodik|diseno|diseno del estudio|metodologia|metodo|metodos|plan d etude|
        devis|methodologie|desenho|desenho do estudo|delineamento|disegno|disegno dello studio|metoda|
        metodyka|projekt badania|研究设计|方法|研究デザイン|дизайн|метод|методы|desen|yontem|
        onderzoeksopzet""",
    "n_participants": """n|sample size|n participants|number of participants|participants n|sample|
        stichprobe|stichprobengrosse|stichprobengroesse|anzahl teilnehmende|tamano de la muestra|
        numero de participantes|muestra|taille de l echantillon|nombre de participants|echantillon|
        tamanho da amostra|amostra|dimensione del campione|numero di partecipanti|campione|
        liczebnosc proby|liczba uczestnikow|样本量|参与者人数|размер выборки|число участников|orneklem""",
    "doi": "doi|digital object identifier|doi link|doi url",
}

_NAMES: dict[str, list[str]] = {}


@functools.lru_cache(maxsize=20_000)
def fold(header: str) -> str:
    """Return a header without case, accents, punctuation and needless white space.

    Parameters
    ----------
    header
        As it stands in the sheet.
    """
    plain = unicodedata.normalize("NFKD", header.casefold().replace("ł", "l").replace("ı", "i"))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^\w%]+|_", " ", plain).split())


def _names(role: str) -> list[str]:
    if role not in _NAMES:
        _NAMES[role] = list(dict.fromkeys(filter(None, map(fold, ROLES[role].split("|")))))
    return _NAMES[role]


CODED_ROLES = (
    "document",
    "study",
    "group",
    "participant",
    "segment_id",
    "text",
    "title",
    "code",
    "coder",
    "start",
    "end",
    "locator",
    "memo",
    "valence",
    "state",
)
STUDY_ROLES = (
    "study",
    "citation",
    "author",
    "year",
    "paper_title",
    "country",
    "setting",
    "design",
    "n_participants",
    "doi",
)


@functools.lru_cache(maxsize=200_000)
def matches(header: str, role: str) -> float:
    """Return how well a header names a role: 1 exactly, less where it says more, 0 not at all.

    Parameters
    ----------
    header
        As it stands in the sheet.
    role
        One of `ROLES`.
    """
    folded = fold(header)
    names = _names(role)
    if folded in names:
        return 1.0 - 0.001 * names.index(folded)
    numbered = re.sub(r" \d+$", "", folded)
    if numbered != folded and numbered in names:
        return 0.9
    words = f" {folded} "
    inside = [name for name in names if len(name) > 3 and f" {name} " in words]
    # A name within a longer header counts by how much of the header it is.
    return max((0.7 * len(name) / len(folded) for name in inside), default=0.0)
