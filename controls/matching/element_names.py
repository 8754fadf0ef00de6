"""Japanese names of the rare earths, by which readers look for them.

Names of elements are words of the language and no facts of the register, which has them in English and Chinese. They
are those of the Chemical Society of Japan's list of element names.
"""

JAPANESE = {
    "Sc": "スカンジウム",
    "Y": "イットリウム",
    "La": "ランタン",
    "Ce": "セリウム",
    "Pr": "プラセオジム",
    "Nd": "ネオジム",
    "Pm": "プロメチウム",
    "Sm": "サマリウム",
    "Eu": "ユウロピウム",
    "Gd": "ガドリニウム",
    "Tb": "テルビウム",
    "Dy": "ジスプロシウム",
    "Ho": "ホルミウム",
    "Er": "エルビウム",
    "Tm": "ツリウム",
    "Yb": "イッテルビウム",
    "Lu": "ルテチウム",
}
