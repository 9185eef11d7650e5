namespace Reconciliation.Domain;

/// <summary>Judges soins: from the facts, the policy and the instant to the views. Pure; nothing latches.</summary>
/// <param name="delay">When a missing part is expected.</param>
/// <param name="texts">The texts that members are told besides the figures.</param>
public sealed class Jugement(DelaiAttendu delay, MemberTexts texts)
{
    /// <summary>The view of a soin at an instant.</summary>
    /// <param name="soin">The soin.</param>
    /// <param name="now">The instant.</param>
    public Vue Judge(Soin soin, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(soin);
        var balance = new PartsBalance(soin, delay, now);
        var situation = Situate(balance, now);
        var principal = balance.Principal;
        var parties = new MessageComposer(balance, situation, null).Compose();
        return new()
        {
            AdherentId = principal.AdherentId,
            AutresAdherents = OtherAdherents(balance, principal.AdherentId),
            Journee = soin.Journee,
            ProfessionnelId = principal.ProfessionnelId,
            CodeActe = principal.CodeActe,
            Libelle = principal.Libelle ?? balance.Complementaire.Principal?.Libelle,
            Depense = balance.Depense.Montant,
            Situation = situation,
            Niveau = NiveauOf(balance, situation, now),
            LatePart = situation == Situation.EnRetard ? balance.Missing?.Part : null,
            Total = ViewOfMontants.Total(balance, null),
            PartRo = ViewOfParts.Ro(balance, now),
            PartComplementaire = ViewOfParts.Complementaire(balance, now),
            Retenues = ViewOfMontants.Retenues(balance),
            ResteACharge = ViewOfMontants.ResteACharge(balance),
            LignesTotal = balance.TotalPaid - balance.Retenues,
            VersementUnique = IsUnique(balance),
            Enjeu = ViewOfMontants.Enjeu(balance, situation),
            Canal = First(balance).Canal,
            OrdreVersements = Sort(balance),
            EcartJours = EcartJours(balance),
            MessageParties = parties,
            Message = MemberMessage.Write(parties, texts),
            Echeance = Echeance(balance, situation, now),
        };
    }

    /// <summary>
    /// The view of one member of a soin that also concerns another: the amount that reached their account, and a message, which count their
    /// own lines only.
    /// </summary>
    /// <param name="soin">The soin.</param>
    /// <param name="adherentId">The member.</param>
    /// <param name="now">The instant.</param>
    public OwnShare ShareOf(Soin soin, string adherentId, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(soin);
        var balance = new PartsBalance(soin, delay, now);
        var parties = new MessageComposer(balance, Situate(balance, now), adherentId).Compose();
        return new(ViewOfMontants.Total(balance, adherentId).AuCompte, MemberMessage.Write(parties, texts), parties);
    }

    /// <summary>The answer of an agent to the member who has called about a soin: the facts of the message, in another voice.</summary>
    /// <param name="soin">The soin.</param>
    /// <param name="adherentId">The member, of whose lines alone it is said where it concerns another too; null: of all.</param>
    /// <param name="now">The instant.</param>
    public AgentAnswer AnswerOf(Soin soin, string? adherentId, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(soin);
        var balance = new PartsBalance(soin, delay, now);
        var situation = Situate(balance, now);
        var parties = new MessageComposer(balance, situation, adherentId).ComposeForAgent();
        return AgentMessage.Write(parties, AgentMessage.StepOf(situation));
    }

    /// <summary>The message to the member about a soin at an instant, with slots in place of the configured texts.</summary>
    /// <param name="soin">The soin.</param>
    /// <param name="now">The instant.</param>
    public string MessagePatternOf(Soin soin, DateTimeOffset now) =>
        new Jugement(delay, MessagePattern.Slots).Judge(soin, now).Message;

    /// <summary>Whether a part of a soin is awaited, late or not: then an agent may decide that nothing will come.</summary>
    /// <param name="soin">The soin.</param>
    /// <param name="part">The part.</param>
    /// <param name="now">The instant.</param>
    public bool Awaits(Soin soin, Part part, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(soin);
        var balance = new PartsBalance(soin, delay, now);
        return balance.MissingParts.Contains(part);
    }

    // Nearly always all lines are one member's.
    private static IReadOnlyList<string> OtherAdherents(PartsBalance c, string adherentId) =>
        c.IsAllOf(adherentId)
            ? []
            : [.. c.Soin.Lignes.Select(l => l.AdherentId).Where(a => a != adherentId).Distinct().Order(StringComparer.Ordinal)];

    // The payment that came to the member first, RO before complementary on one day.
    private static Ligne First(PartsBalance c) => (c.Ro.Principal, c.Complementaire.Principal) switch
    {
        (null, null) => c.Autres.Principal!,
        (null, var rc) => rc,
        (var ro, null) => ro,
        var (ro, rc) => rc.PayeLe < ro.PayeLe ? rc : ro,
    };

    private static Situation Situate(PartsBalance c, DateTimeOffset now)
    {
        var rank = 0;
        while (!Holds(SituationPrecedence.Order[rank], c, now))
        {
            rank++;
        }

        return SituationPrecedence.Order[rank];
    }

    // Whether a situation holds where none that goes before it does. The last one always does.
    private static bool Holds(Situation situation, PartsBalance c, DateTimeOffset now) => situation switch
    {
        Situation.Conteste => c.Soin.IsConteste,
        Situation.ARapprocher => c.Soin.IsAmbiguous,
        Situation.Annule => c.IsAnnule,
        Situation.Ecart => c.IsInEcart,
        Situation.EnRetard => c.Expectation is { } expectation && now > expectation.Until,
        Situation.EnAttenteRo => IsAwaited(c.IsRoMissing, c.Ro, c),
        Situation.EnAttenteComplementaire => IsAwaited(c.IsComplementaireMissing, c.Complementaire, c),
        Situation.Complet => true,
    };

    // A part that is missing is awaited before one of which only the day of payment is ahead.
    private static bool IsAwaited(bool isMissing, SoinPart part, PartsBalance c) =>
        isMissing || (part.AnnouncedFrom is not null && c.Missing is null);

    private static Niveau NiveauOf(PartsBalance c, Situation situation, DateTimeOffset now) =>
        situation == Situation.EnRetard && c.Expectation?.AnormalAfter is { } threshold && now > threshold ? Niveau.Anormal : Niveau.Normal;

    // The earlier of the day on which money moves and the end of the window.
    private static DateTimeOffset? Echeance(PartsBalance c, Situation situation, DateTimeOffset now)
    {
        var window = EndOfWindow(c, situation, now);
        if (c.NextDay is not { } day)
        {
            return window;
        }

        // An échéance is the last instant at which the view holds, and PostgreSQL keeps microseconds.
        var move = Paris.StartOfDay(day).AddTicks(-TimeSpan.TicksPerMicrosecond);
        return window < move ? window : move;
    }

    // The second threshold raises the level of a late soin only: it wakes nobody for one in another situation.
    private static DateTimeOffset? EndOfWindow(PartsBalance c, Situation situation, DateTimeOffset now) =>
        c.Expectation is not { } expectation ? null
        : now <= expectation.Until ? expectation.Until
        : situation == Situation.EnRetard && expectation.AnormalAfter is { } threshold && now <= threshold ? threshold
        : null;

    /// <summary>Whether one transfer carries the payments of both parts.</summary>
    internal static bool IsUnique(PartsBalance c) =>
        c.AreBothThere && c.Ro.Principal!.Virement is var virement && c.Ro.IsOf(virement) && c.Complementaire.IsOf(virement);

    private static int? EcartJours(PartsBalance c) =>
        c.AreBothThere ? c.Complementaire.Principal!.PayeLe.DayNumber - c.Ro.Principal!.PayeLe.DayNumber : null;

    private static OrdreVersements? Sort(PartsBalance c) => EcartJours(c) switch
    {
        null => null,
        > 0 => OrdreVersements.RoPuisComplementaire,
        < 0 => OrdreVersements.ComplementairePuisRo,
        _ => OrdreVersements.MemeJour,
    };
}
