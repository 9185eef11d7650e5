using Xunit;

namespace Reconciliation.Domain.Tests.Laws;

/// <summary>A situation moves with a new fact or at its échéance, at no other time; nothing latches.</summary>
public sealed class TimeLaws
{
    [Fact]
    public void Between_two_instants_with_no_echeance_between_them_nothing_changes() => LawSettings.Holds(cases =>
    {
        foreach (var soin in cases.Rapprochement.Soins)
        {
            var vue = cases.Jugement.Judge(soin, cases.Now);
            if (vue.Echeance is not { } echeance || cases.Later <= echeance)
            {
                Assert.Equal(ComparableVues.From(vue), ComparableVues.From(cases.Jugement.Judge(soin, cases.Later)));
            }
        }
    });

    [Fact]
    public void An_echeance_is_ahead_and_right_after_it_the_published_view_changes() => LawSettings.Holds(cases =>
    {
        foreach (var soin in cases.Rapprochement.Soins)
        {
            var vue = cases.Jugement.Judge(soin, cases.Now);
            if (vue.Echeance is { } echeance)
            {
                Assert.True(echeance >= cases.Now, "An échéance in the past wakes the pump for nothing.");
                Assert.Equal(ComparableVues.From(vue), ComparableVues.From(cases.Jugement.Judge(soin, echeance)));
                Assert.NotEqual(
                    ComparableVues.Published(vue),
                    ComparableVues.Published(cases.Jugement.Judge(soin, echeance.AddTicks(TimeSpan.TicksPerMicrosecond))));
            }
        }
    });

    [Fact]
    public void Stepping_from_echeance_to_echeance_ends() => LawSettings.Holds(cases =>
    {
        foreach (var soin in cases.Rapprochement.Soins)
        {
            var step = 0;
            for (var vue = cases.Jugement.Judge(soin, DateTimeOffset.MinValue); vue.Echeance is { } echeance; step++)
            {
                var days = soin.Lignes.Select(l => l.PayeLe).Distinct().Count();
                Assert.True(step < 2 + days, "The end of the window, the second threshold and the days of payment are the only échéances.");
                vue = cases.Jugement.Judge(soin, echeance.AddTicks(TimeSpan.TicksPerMicrosecond));
            }
        }
    });

    [Fact]
    public void Time_alone_only_makes_a_part_late_or_money_arrive() => LawSettings.Holds(cases =>
    {
        foreach (var soin in cases.Rapprochement.Soins)
        {
            var (before, after) = (cases.Jugement.Judge(soin, cases.Now), cases.Jugement.Judge(soin, cases.Later));
            Assert.Equal(
                (before.Total.Valeur, before.Total.Retenues, before.Total.Inchange, before.LignesTotal, before.Depense),
                (after.Total.Valeur, after.Total.Retenues, after.Total.Inchange, after.LignesTotal, after.Depense));
            Assert.True(
                before.Situation == after.Situation
                || before.Situation is Situation.EnAttenteRo or Situation.EnAttenteComplementaire,
                $"{before.Situation} {after.Situation}");
            Assert.True(before.Total == after.Total || soin.Lignes.Any(l => Paris.StartOfDay(l.PayeLe) > cases.Now));
        }
    });

    [Fact]
    public void A_part_is_paid_from_the_beginning_of_the_day_of_its_last_payment() => LawSettings.Holds(cases =>
    {
        foreach (var soin in cases.Rapprochement.Soins)
        {
            var vue = cases.Jugement.Judge(soin, cases.Now);
            foreach (var (part, lignes) in new[] { (vue.PartRo, soin.Ro.Cast<Ligne>()), (vue.PartComplementaire,
                soin.Complementaire.Cast<Ligne>()) })
            {
                var ahead = lignes
                    .Where(l => Paris.StartOfDay(l.PayeLe) > cases.Now
                        && (l.Nature == Nature.Paiement || (l.Montant > Montant.Zero && !soin.Retenues.Contains(l.Id))))
                    .ToList();
                Assert.True(part.Etat != EtatPart.Payee || ahead.Count == 0 || lignes.Any(l => l.Montant < Montant.Zero
                    || l.Nature == Nature.Annulation));
                if (part is { Etat: EtatPart.Attendue, PayeLe: not null })
                {
                    Assert.Contains(ahead, l => Paris.StartOfDay(l.PayeLe) == part.Expectation!.From);
                    Assert.Contains(ahead, l => l.PayeLe == part.Expectation!.LastDay);
                }
            }
        }
    });
}
