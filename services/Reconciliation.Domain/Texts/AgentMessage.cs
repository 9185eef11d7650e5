using static Reconciliation.Domain.MessagePartieType;
using static Reconciliation.Domain.MessageWords;

namespace Reconciliation.Domain;

/// <summary>
/// Writes what an agent says of a soin to the member who has called. It never sends the member to the telephone and promises no day: a
/// delay is said to be a mean one, and what is wrong is said to be checked.
/// </summary>
internal sealed class AgentMessage : MessageWriter
{
    private readonly NextStep _step;
    private int _year;

    private AgentMessage(IReadOnlyList<MessagePartie> parties, NextStep step)
        : base(parties) => _step = step;

    /// <summary>Writes an answer.</summary>
    /// <param name="parties">The facts.</param>
    /// <param name="step">The next step of the agent.</param>
    public static AgentAnswer Write(IReadOnlyList<MessagePartie> parties, NextStep step) =>
        new(new AgentMessage(parties, step).Write(), step, parties);

    /// <summary>The next step of the agent in a situation.</summary>
    /// <param name="situation">The verdict.</param>
    public static NextStep StepOf(Situation situation) => situation switch
    {
        Situation.Conteste or Situation.ARapprocher => NextStep.BeingChecked,
        Situation.Ecart or Situation.EnRetard => NextStep.HaveItChecked,
        Situation.EnAttenteRo or Situation.EnAttenteComplementaire => NextStep.Wait,
        Situation.Annule or Situation.Complet => NextStep.None,
    };

    private protected override void Say(MessagePartie p, int rank)
    {
        switch (p.Type)
        {
            case Conteste:
                Clause().Append("un paiement de ce soin nous est parvenu avec deux contenus différents, et nous le vérifions");
                break;
            case ARapprocher:
                Clause().Append("plusieurs paiements de cette journée de soins restent à rapprocher");
                break;
            case Versement:
                SayPayment(p, rank);
                break;
            case AutreVersement:
                var isFirst = rank == Head.FirstAutre && Head.First < 0;
                Clause().Append(isFirst ? "un remboursement est arrivé : " : "s'y ajoute un versement de ");
                SaySum(p, $"le {Day(p)}");
                break;
            case VersementAVenir:
                Clause().Append($"un {(IsToMember(p) ? "remboursement" : "règlement")} de {p.Montant} {Payers(p)} sera versé ");
                Text.Append($"{(IsToMember(p) ? "" : "au professionnel de santé ")}le {DayToCome(p)}");
                break;
            case Reprise or RepriseAVenir:
                Clause().Append($"{p.Montant} {TakenBack(p)} {Takers(p)}");
                Text.Append(IsToMember(p) ? " le " : " auprès du professionnel de santé le ");
                Text.Append(p.Type == Reprise ? Day(p) : DayToCome(p));
                break;
            case Retenue or RetenueAVenir or RetenueRendue or RetenueRendueAVenir:
                SayHeldBack(p);
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

    private protected override void End()
    {
        switch (_step)
        {
            case NextStep.BeingChecked:
                Clause().Append("je ne peux pas encore vous donner de total sûr, ni de date");
                break;
            case NextStep.HaveItChecked:
                Text.Append(" : je le fais vérifier, sans pouvoir vous promettre de date");
                break;
        }
    }

    private void SayWhatFollows(MessagePartie p, int rank)
    {
        SayThatNothingCame();
        BeginSecondSentence();
        switch (p.Type)
        {
            case Attendue:
                Clause().Append($"{Missing(p)} est attendue vers le {DayToCome(p)}, un délai moyen et non une date promise");
                break;
            case AttendueAvant:
                Clause().Append($"{Missing(p)} est attendue d'ici le {DayToCome(p)}, un délai moyen et non une date promise");
                break;
            case DelaiVariable:
                Text.Append($" ({DelayVaries})");
                break;
            case EnRetard:
                Clause().Append($"{Missing(p)} était attendue d'ici le {DayToCome(p)} et n'est pas encore arrivée");
                break;
            case Annule:
                Clause().Append($"le total de ce soin {NowOrLater(p)} de {p.Montant} ; je peux le faire vérifier");
                break;
            case RienAFaire:
                Clause().Append("vous n'avez rien à faire");
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
            }
            else
            {
                Text.Append(" ; paiements connus à ce jour");
            }

            Text.Append(" : ");
        }
        else
        {
            Text.Append(rank == Head.Last ? " et " : ", ");
        }

        SaySum(p, $"le {Day(p)}");
    }

    private void SaySum(MessagePartie p, string day)
    {
        Text.Append($"{p.Montant} {Payers(p)}");
        if (!IsToMember(p))
        {
            Text.Append($", {Agreement(p, "versé", "versés")} au professionnel de santé");
        }

        Text.Append($" {day}");
    }

    private void SayHeldBack(MessagePartie p)
    {
        const string Why = "participation forfaitaire ou de franchises";
        if (p.Jour is null)
        {
            Clause().Append($"{p.Montant} de {Why} {(p.Type == Retenue
                ? Agreement(p, "en est déjà déduit", "en sont déjà déduits")
                : Agreement(p, "rendu y est compris", "rendus y sont compris"))}");
            return;
        }

        Clause().Append($"{p.Montant} de {Why} {Held(p)} le {(p.Type is Retenue or RetenueRendue ? Day(p) : DayToCome(p))}");
        Text.Append(p.Type is Retenue or RetenueAVenir ? " sur un autre remboursement" : "");
    }

    // A soin of which nothing reached the account, nor will, has no first sentence but this.
    private void SayThatNothingCame() =>
        Text.Append(Text.Length == 0 ? "aucun versement de ce soin n'apparaît sur votre compte" : "");

    private static bool IsOfBothParts(MessagePartie p) => p is { AutrePart: null, Lieu: null };

    private static string Payers(MessagePartie p) =>
        IsOfBothParts(p) ? $"de {RoName} et de {ComplementaireName} en un seul virement" : From(p);

    private static string Takers(MessagePartie p) => IsOfBothParts(p) ? $"par {RoName} et {ComplementaireName}" : By(p);

    // The year is said once, and again where it changes.
    private string Day(MessagePartie p)
    {
        var day = p.Jour!.Value;
        var isSaid = day.Year == _year;
        _year = day.Year;
        return isSaid ? Paris.WithoutYear(day) : Paris.InFull(day);
    }

    private string DayToCome(MessagePartie p) => $"{Paris.JoursDeSemaine[(int)p.Jour!.Value.DayOfWeek]} {Day(p)}";
}
