using static Reconciliation.Domain.MessagePartieType;
using static Reconciliation.Domain.MessageWords;

namespace Reconciliation.Domain;

/// <summary>
/// Writes the message to the member about a soin, in one or two plain French sentences: the facts put into words, and nothing else. The
/// first sentence tells the events, the second their consequences.
/// </summary>
public sealed class MemberMessage : MessageWriter
{
    private readonly MemberTexts _texts;

    private MemberMessage(IReadOnlyList<MessagePartie> parties, MemberTexts texts)
        : base(parties) => _texts = texts;

    /// <summary>Writes a message.</summary>
    /// <param name="parties">The facts, in the order in which <see cref="Vue.MessageParties"/> has them.</param>
    /// <param name="texts">Names and numbers.</param>
    public static string Write(IReadOnlyList<MessagePartie> parties, MemberTexts texts)
    {
        ArgumentNullException.ThrowIfNull(parties);
        ArgumentNullException.ThrowIfNull(texts);
        return new MemberMessage(parties, texts).Write();
    }

    /// <summary>The message of a soin that holds no payment any more.</summary>
    /// <param name="isReplaced">Whether another soin took its payments.</param>
    public static string OfEmptySoin(bool isReplaced) => isReplaced
        ? "Les paiements de ce soin ont été regroupés avec ceux d'un autre soin de la même journée."
        : "Les paiements de ce soin ont été corrigés : il n'en reste aucun ici.";

    private protected override void Say(MessagePartie p, int rank)
    {
        switch (p.Type)
        {
            case Conteste:
                Clause().Append("Un paiement de ce soin nous est parvenu avec deux contenus différents et est en cours de vérification");
                break;
            case ARapprocher:
                Clause().Append("Plusieurs paiements de cette journée de soins");
                Text.Append(p.Montant is { } inAll ? $", {inAll} en tout," : "").Append(" sont en cours de rapprochement");
                break;
            case Versement or VersementUnique:
                SayPayment(p, rank);
                break;
            case AutreVersement:
                SayOtherPayment(p, rank);
                break;
            case VersementAVenir:
                Clause().Append($"un {(IsToMember(p) ? "remboursement" : "règlement")} de {p.Montant} {From(p)} sera versé ");
                Text.Append($"{(IsToMember(p) ? "" : "au professionnel de santé ")}le {Day(p)}{Seen(p)}");
                break;
            case Reprise or RepriseAVenir:
                Clause().Append($"{p.Montant} {TakenBack(p)} {By(p)}");
                Text.Append($"{(IsToMember(p) ? "" : " auprès du professionnel de santé")} le {Day(p)}{Seen(p)}");
                break;
            case Retenue or RetenueAVenir or RetenueRendue or RetenueRendueAVenir:
                Clause().Append($"{p.Montant} {Held(p)} {Participation}");
                break;
            case RienDu:
                Clause().Append($"aucun {NotDue} {By(p)}");
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
                Text.Append($" ({DelayVaries})");
                break;
            case EnRetard:
                Clause().Append($"{Missing(p)} était attendue d'ici le {Day(p)} et n'est pas encore arrivée ; {Later(p)}");
                break;
            case Annule:
                Clause().Append($"le total de ce soin {NowOrLater(p)} de {p.Montant}");
                break;
            case RienAFaire:
                Clause().Append("vous n'avez rien à faire");
                break;
            case Contact:
                Text.Append(Parties[rank - 1].Type == RienAFaire ? " ; pour toute question, " : " : ").Append(_texts.Contact);
                break;
            case TotalInchange or TotalInchangeAuMoins or Total or TotalAVenir:
                Clause().Append("le montant total de vos remboursements");
                SayTotal(p);
                break;
            case Net:
                Text.Append($", soit {p.Montant} nets des retenues");
                break;
            default:
                SayReason(p, rank);
                break;
        }
    }

    private void SayPayment(MessagePartie p, int rank)
    {
        if (rank == Head.First)
        {
            if (Head.Opening is { } opening)
            {
                Clause().Append(opening);
                Text.Append(p.Type == VersementUnique ? $" en un seul versement le {Day(p)} : " : " : ");
            }
            else
            {
                Text.Append(Parties[0].Type == Conteste ? " ; paiements connus à ce jour : " : " : ");
            }
        }
        else
        {
            Text.Append(rank == Head.Last ? " et " : ", ");
        }

        Text.Append($"{p.Montant} {From(p)}");
        if (!IsToMember(p))
        {
            Text.Append($", {Agreement(p, "versé", "versés")} au professionnel de santé");
        }

        Text.Append(p.Type == VersementUnique ? $" ({Visible(p)})" : $" le {Day(p)} ({Visible(p)})");
    }

    // Beside payments of the two parts this payment is added to them; alone it is the whole sentence.
    private void SayOtherPayment(MessagePartie p, int rank)
    {
        Clause().Append(rank == Head.FirstAutre && Head.First < 0
            ? "un remboursement est arrivé : "
            : $"{Agreement(p, "s'y ajoute", "s'y ajoutent")} ");
        Text.Append($"{p.Montant} {From(p)}");
        if (!IsToMember(p))
        {
            Text.Append($", {Agreement(p, "versé", "versés")} au professionnel de santé");
        }

        Text.Append($" le {Day(p)}");
    }

    // No place is known of a part without rules of its own.
    private string Seen(MessagePartie p) => p.AutrePart is null ? $" ({Visible(p)})" : "";

    private string Visible(MessagePartie p) => PlaceOf(p) switch
    {
        VisibleSur.Courrier => Letter,
        VisibleSur.Ameli => $"visible sur {_texts.SiteRo}",
        VisibleSur.EspacePersonnel => $"visible sur {_texts.SiteComplementaire}",
    };

    private string Where(MessagePartie p) => PlaceOf(p) switch
    {
        VisibleSur.Courrier => "avec un relevé par courrier",
        VisibleSur.Ameli => $"sur {_texts.SiteRo}",
        VisibleSur.EspacePersonnel => $"sur {_texts.SiteComplementaire}",
    };

    private string Later(MessagePartie p) => p.Lieu == VisibleSur.Courrier
        ? $"elle figurera sur un {Letter}"
        : $"elle sera {Visible(p)}";
}
