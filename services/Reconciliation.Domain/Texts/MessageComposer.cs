using static Reconciliation.Domain.MessagePartieType;

namespace Reconciliation.Domain;

/// <summary>
/// Chooses the facts that a member is told of a soin: each movement as a statement shows it, then the consequences of the situation. They
/// never blame and never promise more than the facts.
/// </summary>
/// <param name="c">The balance of the soin.</param>
/// <param name="situation">The verdict.</param>
/// <param name="adherentId">The member who is told, of their own lines; null: of all.</param>
internal readonly struct MessageComposer(PartsBalance c, Situation situation, string? adherentId)
{
    private readonly List<MessagePartie> _parties = new(6);

    /// <summary>The facts that the member reads.</summary>
    public IReadOnlyList<MessagePartie> Compose()
    {
        SayWhatIsUnsure(adherentId is null && c.Arrived is { Cents: > 0 } arrived ? arrived : null);
        new MovementFacts(c, adherentId, _parties).Tell();
        SayTheRest();
        return _parties;
    }

    /// <summary>The facts that an agent says: movements as the bank shows them, and nobody to call, since the member has called.</summary>
    public IReadOnlyList<MessagePartie> ComposeForAgent()
    {
        SayWhatIsUnsure(null);
        new BankMovements(c, adherentId, _parties).Tell();
        SayTheRest();
        _parties.RemoveAll(p => p.Type == Contact);
        return _parties;
    }

    private void SayWhatIsUnsure(Montant? arrived)
    {
        if (situation is Situation.Conteste)
        {
            Say(Conteste);
        }
        else if (situation is Situation.ARapprocher)
        {
            Say(ARapprocher, arrived);
        }
    }

    private void SayTheRest()
    {
        var isShared = adherentId is not null && !c.IsAllOf(adherentId);
        if (isShared)
        {
            Say(AutreAdherent);
        }

        SayWhatFollows(isShared);
    }

    private void SayWhatFollows(bool isShared)
    {
        switch (situation)
        {
            case Situation.Conteste or Situation.ARapprocher:
                Say(RienAFaire);
                Say(Contact);
                break;
            case Situation.Annule:
                _parties.Add(new(Annule, Montant.Zero, DayAhead()));
                Say(Contact);
                break;
            case Situation.Ecart when isShared:
                Say(RienAFaire);
                Say(Contact);
                break;
            case Situation.Ecart:
                SayReasons();
                Say(Contact);
                break;
            case Situation.EnRetard:
                Say(EnRetard, c.Missing!.Value);
                Say(Contact);
                break;
            case Situation.EnAttenteRo or Situation.EnAttenteComplementaire or Situation.Complet:
                SayExpectation();
                if (!isShared)
                {
                    SayTotal();
                }

                break;
            default:
                throw new InvalidOperationException($"Nothing is said of the situation {situation}.");
        }
    }

    private void SayExpectation()
    {
        if (c.Missing is not { } missing)
        {
            SayWhyNotExpected();
            return;
        }

        Say(Paris.Day(missing.Window.From) >= missing.Window.LastDay ? Attendue : AttendueAvant, missing);
        if (missing.Other.Canal == Canal.FeuilleDeSoins)
        {
            Say(DelaiVariable);
        }
    }

    // Says why the other part of a soin that awaits nothing is not there.
    private void SayWhyNotExpected()
    {
        if (!c.Ro.IsThere && !c.Complementaire.IsThere)
        {
            return;
        }

        if (!c.Complementaire.IsThere)
        {
            Say(c.Ro.Paiements.Min(l => ((LigneRo)l).Complementaire) switch
            {
                Complementaire.Mgen when c.Depense is { IsKnown: true, Montant: var depense } && depense <= c.Ro.Raw + c.Autres.Raw
                    => RienARembourser,
                Complementaire.Autre => ComplementaireAilleurs,
                Complementaire.Mgen or Complementaire.Aucune => ComplementaireNonAttendue,
            });
        }
        else if (!c.Ro.IsThere)
        {
            Say(Array.Exists(c.Complementaire.Paiements, l => ((LigneComplementaire)l).RegimeObligatoire == RegimeObligatoire.Mgen)
                ? RoNonAttendu
                : RoAilleurs);
        }
    }

    private void SayTotal()
    {
        if (c.Expectation is not null)
        {
            SayPromise();
        }
        else if (c.Value >= Montant.Zero)
        {
            Say(c is { Inchange: true, HasFallen: false } ? TotalInchange : c.IsAhead ? TotalAVenir : Total, c.Value);
            if (c.Retenues > Montant.Zero && c.Value >= c.Retenues)
            {
                Say(Net, c.Value - c.Retenues);
            }
        }
    }

    // The promise is repeated only where nothing contradicts it.
    private void SayPromise()
    {
        if (c.Lost > Montant.Zero || c.RoDeclared.Count > 1 || c.IsEcartAccepted || (c.HasFallen && c.ComplementaireEstimated is null))
        {
            return;
        }

        if (c.IsRoMissing)
        {
            Say(TotalInchange, c.RoAnnounced is null ? null : c.Value);
        }
        else if (c.ComplementaireEstimated is null)
        {
            Say(TotalInchange);
        }
        else
        {
            Say(TotalInchangeAuMoins, c.Value);
        }
    }

    // All the reasons of a gap, not only the first.
    private void SayReasons()
    {
        if (c.IsBeyondDepense)
        {
            Say(c.TotalPaid < c.Value || c.IsAhead ? DepassementAnnonce : Depassement, c.Value);
            Say(Depense, c.Depense.Montant);
        }

        if (c is { IsUnlikeDeclared: true, Ro.IsBelowZero: false })
        {
            Say(c.Ro is { AnnouncedFrom: null, IsMoving: false } ? RoVerse : RoVerseAVenir, c.Ro.Raw);
            // Of several contracts one may have announced just that.
            foreach (var declared in c.RoDeclared)
            {
                if (declared != c.Ro.Raw)
                {
                    Say(RoAnnonce, declared);
                }
            }
        }

        if (c.Ro.IsBelowZero)
        {
            _parties.Add(new(RepriseExcessive, -c.Ro.Raw, DayAhead(c.Ro), ViewOfParts.PlaceOfRo(c)));
        }

        if (c.Complementaire.IsBelowZero)
        {
            _parties.Add(new(RepriseExcessive, -c.Complementaire.Raw, DayAhead(c.Complementaire), VisibleSur.EspacePersonnel));
        }

        if (c.Autres.IsBelowZero)
        {
            _parties.Add(new(RepriseExcessive, -c.Autres.Raw, DayAhead(c.Autres), null, null, c.Autres.Principal!.Id.Part));
        }

        if (!c.IsBelowZero && c is { Inchange: false, Lost.Cents: > 0 })
        {
            _parties.Add(new(RepriseNonRemplacee, c.Lost, DayAhead()));
        }
    }

    private DateOnly? DayAhead() => c.IsMoving ? c.NextDay : null;

    private static DateOnly? DayAhead(SoinPart part) => part.IsMoving ? part.NextDay : null;

    private void Say(MessagePartieType type, Montant? montant = null) => _parties.Add(new(type, montant));

    // The figure of a missing part follows from the lines of the other part: it is told to the member whose lines these are.
    private void Say(MessagePartieType type, ExpectedPart missing)
    {
        var isOwn = adherentId is null || (missing.Part == Part.Ro ? c.Complementaire : c.Ro).IsAllOf(adherentId);
        _parties.Add(new(type, isOwn ? missing.Figure : null, missing.Window.LastDay, missing.Lieu));
    }
}
