"""The words that columns are called by: what tells a row of names from titles and from people."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_PHONE_WORDS: Final = """
    telefone telefones fone fones tel tels telef celular celulares cel cell whatsapp whats wpp wapp zap zapzap
    phone phones telephone mobile cellphone movil telefono
"""
_NAME_WORDS: Final = """
    nome nomes name names sobrenome apelido primeironome firstname lastname surname razao fantasia social
    cliente clientes client customer paciente pacientes patient aluno aluna alunos student responsavel mae pai
    tutor titular dependente contato contatos contact contacts destinatario empresa company clinica escola
    profissional medico medica dentista doutor vendedor vendedora atendente corretor professor professora
    email emails mail cpf cnpj rg ie documento document doc inscricao matricula codigo cod code id nr nro no
    num numero number nb ddd ddi pais country data date datas dia hora horario time mes ano vencimento venc
    emissao pagamento nascimento nasc aniversario birthday idade age sexo genero gender valor valores value
    amount price preco total saldo desconto multa juros parcela parcelas boleto fatura nota nf pedido order
    produto product servico servicos item qtd qtde quantidade quantity endereco address rua logradouro
    complemento bairro cidade city municipio uf estado state cep zip regiao obs observacao observacoes
    observations notes status situacao tipo type categoria category grupo group turma serie curso plano plan
    convenio especialidade procedimento consulta agendamento setor departamento cargo profissao loja filial
    unidade origem source canal tag tags etiqueta etiquetas mensagem message texto link url site arquivo anexo
    pdf file cadastro criado created atualizado updated consentimento optin optout aceite lgpd descadastro
    area linha conta banco agencia contrato placa veiculo modelo marca pet animal chave key titulo assunto
    beneficiario associado socio membro morador condomino inquilino proprietario hospede convidado inscrito
    participante candidato funcionario colaborador fornecedor segurado devedor sacado pagador usuario user
    lead leads apto apartamento bloco torre quarto lote quadra apellido apellidos correo fecha ciudad
    receita receitas despesa despesas faturamento venda vendas lucro custo custos meta metas orcamento
    jan fev mar abr mai jun jul ago set out nov dez janeiro fevereiro marco abril maio junho julho agosto
    setembro outubro novembro dezembro terca quarta quinta sexta sabado domingo
"""
_WORDS_BESIDE: Final = """
    a o as os e ou de do da dos das d em com para p por ao the of and or to c
    principal secundario alternativo adicional residencial comercial pessoal fixo recado trabalho casa
    primeiro segundo terceiro primeira segunda ultimo ultima inicial final completo completa
    inteiro full first last home work main other primary nacional internacional
    nu nm ds dt cd vl vlr tp sg co tx qt fl r
"""
"""What may stand beside the others, and names nothing alone."""

_PHONES: Final = frozenset(_PHONE_WORDS.split())
_NAMES: Final = frozenset(_NAME_WORDS.split())
_BESIDE: Final = frozenset(_WORDS_BESIDE.split())

_PARTS: Final = re.compile(r"[^\W\d_]+")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LONGEST: Final = 60


@lru_cache(maxsize=4096)
def points(cell: str) -> int:
    """Return how surely `cell` names a column: 2 a phone's, 1 another; 0 if a word of it never does."""
    text = cell.strip()
    if not text or len(text) > _LONGEST or text.endswith(":"):
        return 0
    unaccented = _unaccented(text)
    return max(_worth(unaccented), _worth(_CAMEL.sub(" ", unaccented)))


def holds_word(cell: str) -> bool:
    """Tell whether any word of `cell` is one that columns are called by: no person is."""
    return not _words(_unaccented(cell)).isdisjoint(_PHONES | _NAMES)


def _unaccented(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("-mail", "mail"))
    return "".join(c for c in plain if not unicodedata.combining(c))


def _words(text: str) -> frozenset[str]:
    return frozenset(_PARTS.findall(text.casefold()))


def _worth(text: str) -> int:
    words = _words(text)
    if not words <= _PHONES | _NAMES | _BESIDE:
        return 0
    return 2 if words & _PHONES else int(not words <= _BESIDE)
