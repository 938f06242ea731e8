"""Words that a cell for a person's name holds besides the name, folded: titles, relations, companies, nobody."""

from typing import Final


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


PARTICLES: Final = _words("da das de del della den der di do dos du e van von y")

FORMS_OF_ADDRESS: Final = _words(
    "d dona dr dra doutor doutora eng enga engo engenheiro engenheira prof profa professor professora"
    " seu sr sra srta snr snra srs sras senhor senhora senhorita mr mrs ms miss adv arq exmo exma"
    " ilmo ilma prezado prezada caro cara att"
)
"""What stands before a name, and is not said with it."""

ABBREVIATED: Final = FORMS_OF_ADDRESS - _words(
    "dona doutor doutora engenheiro engenheira professor professora senhor senhora senhorita"
)
"""Those of them by which nobody is greeted, even where nothing else is there."""

OFFICES: Final = _words(
    "pastor pastora pr pra padre pe frei irma irmao tia tio sargento sgt cabo tenente ten capitao cap"
    " major coronel vo vovo"
)
"""What is said with the name behind it."""

SEVERAL: Final = _words(
    "familia fam casal mae pai filho filha esposa esposo marido avo neto neta irmaos equipe turma"
)
"""What makes no sense without all that stands behind it: Família Souza, mãe do Léo."""

BEHIND_COMMAS: Final = (
    SEVERAL
    | OFFICES
    | FORMS_OF_ADDRESS
    | _words(
        "jr junior filho neto sobrinho responsavel namorada namorado amiga amigo vizinha vizinho"
    )
)
"""What stands behind a comma and is not the first name of who stands before it."""

SURNAMES: Final = _words(
    "silva santos oliveira souza sousa rodrigues ferreira alves pereira lima gomes costa ribeiro martins"
    " carvalho almeida lopes soares fernandes vieira barbosa rocha dias nascimento andrade moreira nunes"
    " marques machado mendes freitas cardoso ramos goncalves santana teixeira moura araujo melo barros"
    " pinto cavalcanti cavalcante castro campos correia correa pires batista miranda monteiro borges"
    " azevedo medeiros cunha farias moraes morais reis sales siqueira tavares guimaraes duarte rezende"
)
"""The commonest of Brazil, to tell "Oliveira Lima, João" from "Maria Clara, mãe"."""

COMPANIES: Final = _words(
    "loja lojas padaria mercado mercearia supermercado clinica auto oficina posto restaurante bar"
    " lanchonete pizzaria hotel pousada farmacia drogaria salao studio estudio academia escola colegio"
    " creche faculdade universidade igreja paroquia associacao fundacao instituto sindicato cooperativa"
    " condominio edificio prefeitura camara secretaria hospital laboratorio construtora imobiliaria"
    " transportadora distribuidora comercial comercio industria empresa grupo banco centro casa atelie"
    " grafica papelaria livraria otica petshop acougue floricultura fazenda sitio cia companhia"
)
"""What the name of a company, and of no person, begins with."""

TRADES: Final = _words(
    "comercio industria servicos transportes alimentos construcoes empreendimentos associados advocacia"
    " advogados engenharia contabilidade consultoria participacoes representacoes distribuidora"
    " materiais veiculos confeccoes holding cosmeticos moveis seguros imoveis"
)
"""What the name of a company has somewhere in it."""

LEGAL_FORMS: Final = _words("ltda eireli slu ltd inc llc epp mei me")
"""What the name of a company ends with, where it is one word."""

STRANGE: Final = _words(
    "espolio esp falec falecido falecida finado finada obito herdeiro herdeira herdeiros herdeiras memoriam"
    " memorian ao aos"
)
"""What asks for a closer look at a name that is nothing but words."""

NOBODY: Final = _words(
    "null nan none na nd undefined unknown desconhecido desconhecida anonimo anonima teste test xxx xx"
    " cadastro cadastrar informado informada consta nome"
)
"""A first word that is no name."""

NOT_THERE: Final = NOBODY | _words(
    "identificado identificada definir informar definido definida tem possui sei"
)
"""What stands behind a first "sem", "não" or "a" where there is no name: Não informado, A definir."""

BUYERS: Final = _words("cliente consumidor consumidora contato usuario lead comprador visitante")
"""Nobody's name either, if more stands behind it: Cliente Balcão, Consumidor Final."""

LABELS: Final = _words(
    "vip casa trabalho cel celular whatsapp whats zap fixo residencial comercial recado novo nova antigo"
    " cliente aluno aluna paciente responsavel resp contato nome lead socio socia ac att co"
)
"""What stands beside a name with a sign between them: "VIP - Ana", "Responsável: Ana"."""

CODES: Final = _words(
    "cpf cnpj rg id cod codigo matricula mat ref tel telefone fone cel celular whatsapp whats zap email"
    " e-mail"
)
"""What is said of a number or an address that stood there."""
