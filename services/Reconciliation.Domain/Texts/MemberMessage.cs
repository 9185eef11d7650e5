using System.Text;
using static Reconciliation.Domain.MessagePartieType;
using static Reconciliation.Domain.MessageWords;

namespace Reconciliation.Domain;

/// <summary>
/// Writes the message to the member about a soin, in one or two plain French sentences: the facts put into words, and nothing else. The
/// first sentence tells the events, the second their consequences.
/// </summary>
public sealed class MemberMessage
{
    private const string Feuille = " (avec une feuille de soins, le délai peut varier)";

    // Characters of nearly every message.
    private const int CharacterCount = 384;

    // Written in one place: joined pieces would be most of the memory that judging a soin allocates.
    private readonly StringBuilder _text = new(CharacterCount);

    private readonly IReadOnlyList<MessagePartie> _parties;
    private readonly MemberTexts _texts;
    private readonly MessageHead _head;
    private int _sentence;
    private bool _isSecond;

    private MemberMessage(IReadOnlyList<MessagePartie> parties, MemberTexts texts) =>
        (_parties, _texts, _head) = (parties, texts, new(parties));

    /// <summary>Writes a message.</summary>
    /// <param name="parties">The facts, in the order in which <see cref="Vue.MessageParties"/> has them.</param>
    /// <param name="texts">Names and numbers.</param>
    public static string Write(IReadOnlyList<MessagePartie> parties, MemberTexts texts)
    {
        ArgumentNullException.ThrowIfNull(parties);
        ArgumentNullException.ThrowIfNull(texts);
        return new MemberMessage(parties, texts).Write();
    }

    private string Write()
    {
        for (var rank = 0; rank < _parties.Count; rank++)
        {
            Say(_parties[rank], rank);
        }

        _text[0] = char.ToUpperInvariant(_text[0]);
        _text[_sentence] = char.ToUpperInvariant(_text[_sentence]);
        return _text.Append('.').ToString();
    }

    private void Say(MessagePartie p, int rank)
    {
        switch (p.Type)
        {
            case Conteste:
                Clause().Append("Un paiement de ce soin nous est parvenu avec deux contenus différents et est en cours de vérification");
                break;
            case ARapprocher:
                Clause().Append("Plusieurs paiements de cette journée de soins");
                _text.Append(p.Montant is { } inAll ? $", {inAll} en tout," : "").Append(" sont en cours de rapprochement");
                break;
            case Versement or VersementUnique:
                SayPayment(p, rank);
                break;
            case AutreVersement:
                SayOtherPayment(p, rank);
                break;
            case VersementAVenir:
                Clause().Append($"un {(IsToMember(p) ? "remboursement" : "règlement")} de {p.Montant} {From(p)} sera versé ");
                _text.Append($"{(IsToMember(p) ? "" : "au professionnel de santé ")}le {Day(p)}{Seen(p)}");
                break;
            case Reprise or RepriseAVenir:
                Clause().Append($"{p.Montant} {TakenBack(p)} {By(p)}");
                _text.Append($"{(IsToMember(p) ? "" : " auprès du professionnel de santé")} le {Day(p)}{Seen(p)}");
                break;
            case Retenue or RetenueAVenir or RetenueRendue or RetenueRendueAVenir:
                Clause().Append($"{p.Montant} {Held(p)} au titre de la participation forfaitaire ou des franchises");
                break;
            case RienDu:
                Clause().Append($"aucun remboursement n'est dû {By(p)}");
                break;
            case ComplementaireAilleurs or ComplementaireNonAttendue or RienARembourser or RoAilleurs or RoNonAttendu or AutreAdherent:
                Clause().Append(WhyNot(p.Type));
                break;
            default:
                SayWhatFollows(p, rank);
                break;
        }
    }

    private void SayWhatFollows(MessagePartie p, int rank)
    {
        BeginSecondSentence();
        switch (p.Type)
        {
            case Attendue or AttendueAvant:
                Clause().Append($"{Missing(p)} est attendue {Where(p)} {(p.Type == Attendue ? "vers le" : "d'ici le")} {Day(p)}");
                break;
            case DelaiVariable:
                _text.Append(Feuille);
                break;
            case EnRetard:
                Clause().Append($"{Missing(p)} était attendue d'ici le {Day(p)} et n'est pas encore arrivée ; {Later(p)}");
                break;
            case Annule:
                Clause().Append($"le total de ce soin est désormais de {p.Montant}");
                break;
            case RienAFaire:
                Clause().Append("vous n'avez rien à faire");
                break;
            case Contact:
                _text.Append(_parties[rank - 1].Type == RienAFaire ? " ; pour toute question, " : " : ").Append(_texts.Contact);
                break;
            case TotalInchange or TotalInchangeAuMoins or Total or TotalAVenir:
                Clause().Append("le montant total de vos remboursements");
                SayTotal(p);
                break;
            case Net:
                _text.Append($", soit {p.Montant} nets des retenues");
                break;
            default:
                SayReason(p, rank);
                break;
        }
    }

    private void SayTotal(MessagePartie p) => _text.Append(p.Type switch
    {
        Total => $" est de {p.Montant}",
        TotalAVenir => $" sera de {p.Montant}",
        TotalInchangeAuMoins => $", au moins {p.Montant}, reste inchangé",
        _ => p.Montant is { } montant ? $", {montant}, reste inchangé" : " reste inchangé",
    });

    // Says why a person is asked.
    private void SayReason(MessagePartie p, int rank)
    {
        switch (p.Type)
        {
            case Depassement or DepassementAnnonce:
                Clause().Append($"le total versé{(p.Type == DepassementAnnonce ? " et annoncé" : "")}, {p.Montant},");
                break;
            case Depense:
                _text.Append($" dépasse le montant du soin, {p.Montant}");
                break;
            case RoVerse or RoVerseAVenir:
                Clause().Append($"{RoName} {(p.Type == RoVerse ? "a versé" : "verse")} {p.Montant} alors que ");
                break;
            case RoAnnonce:
                var isLast = rank + 1 == _parties.Count || _parties[rank + 1].Type != RoAnnonce;
                _text.Append(_parties[rank - 1].Type == RoAnnonce ? " ou " : "").Append($"{p.Montant}");
                _text.Append(isLast ? Agreement(p, " était annoncé", " étaient annoncés") : "");
                break;
            case RepriseNonRemplacee:
                Clause().Append($"une reprise de {p.Montant} n'a pas été remplacée");
                break;
            case RepriseExcessive:
                Clause().Append(p.AutrePart is { } autre
                    ? $"{p.Montant} {Agreement(p, "a été repris", "ont été repris")} au-delà des versements ({autre.Label})"
                    : $"{Name(p)} a repris {p.Montant} de plus que ses versements");
                break;
        }
    }

    private void SayPayment(MessagePartie p, int rank)
    {
        if (rank == _head.First)
        {
            if (_head.Opening is { } opening)
            {
                Clause().Append(opening);
                _text.Append(p.Type == VersementUnique ? $" en un seul versement le {Day(p)} : " : " : ");
            }
            else
            {
                _text.Append(_parties[0].Type == Conteste ? " ; paiements connus à ce jour : " : " : ");
            }
        }
        else
        {
            _text.Append(rank == _head.Last ? " et " : ", ");
        }

        _text.Append($"{p.Montant} {From(p)}");
        if (!IsToMember(p))
        {
            _text.Append($", {Agreement(p, "versé", "versés")} au professionnel de santé");
        }

        _text.Append(p.Type == VersementUnique ? $" ({Visible(p)})" : $" le {Day(p)} ({Visible(p)})");
    }

    // Beside payments of the two parts this payment is added to them; alone it is the whole sentence.
    private void SayOtherPayment(MessagePartie p, int rank)
    {
        Clause().Append(rank == _head.FirstAutre && _head.First < 0
            ? "un remboursement est arrivé : "
            : $"{Agreement(p, "s'y ajoute", "s'y ajoutent")} ");
        _text.Append($"{p.Montant} {From(p)}");
        if (!IsToMember(p))
        {
            _text.Append($", {Agreement(p, "versé", "versés")} au professionnel de santé");
        }

        _text.Append($" le {Day(p)}");
    }

    // Clauses of one sentence are set apart by semicolons.
    private StringBuilder Clause() => _text.Append(_text.Length > _sentence ? " ; " : "");

    private void BeginSecondSentence()
    {
        if (!_isSecond && _text.Length > 0)
        {
            _sentence = _text.Append(". ").Length;
        }

        _isSecond = true;
    }

    // No place is known of a part without rules of its own.
    private string Seen(MessagePartie p) => p.AutrePart is null ? $" ({Visible(p)})" : "";

    private string Visible(MessagePartie p) => p.Lieu switch
    {
        VisibleSur.Courrier => "relevé envoyé par courrier",
        VisibleSur.Ameli => $"visible sur {_texts.SiteRo}",
        _ => $"visible sur {_texts.SiteComplementaire}",
    };

    private string Where(MessagePartie p) => p.Lieu switch
    {
        VisibleSur.Courrier => "avec un relevé par courrier",
        VisibleSur.Ameli => $"sur {_texts.SiteRo}",
        _ => $"sur {_texts.SiteComplementaire}",
    };

    private string Later(MessagePartie p) => p.Lieu == VisibleSur.Courrier
        ? "elle figurera sur un relevé envoyé par courrier"
        : $"elle sera {Visible(p)}";
}
