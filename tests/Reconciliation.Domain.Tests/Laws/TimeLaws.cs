using Xunit;

namespace Reconciliation.Domain.Tests.Laws;

/// <summary>A situation moves with a new fact or at its échéance, at no other time; nothing latches.</summary>
public sealed class TimeLaws
{
    [Fact]
    public void Between_two_instants_with_no_echeance_between_them_nothing_changes() => Lois.Tient(cas =>
    {
        foreach (var soin in cas.Rapprochement.Soins)
        {
            var vue = cas.Jugement.Juger(soin, cas.Maintenant);
            if (vue.Echeance is not { } echeance || cas.PlusTard <= echeance)
            {
                Assert.Equal(Comparables.De(vue), Comparables.De(cas.Jugement.Juger(soin, cas.PlusTard)));
            }
        }
    });

    [Fact]
    public void An_echeance_is_ahead_and_right_after_it_the_published_view_changes() => Lois.Tient(cas =>
    {
        foreach (var soin in cas.Rapprochement.Soins)
        {
            var vue = cas.Jugement.Juger(soin, cas.Maintenant);
            if (vue.Echeance is { } echeance)
            {
                Assert.True(echeance >= cas.Maintenant, "An échéance in the past wakes the pump for nothing.");
                Assert.Equal(Comparables.De(vue), Comparables.De(cas.Jugement.Juger(soin, echeance)));
                Assert.NotEqual(Comparables.Publiee(vue), Comparables.Publiee(cas.Jugement.Juger(soin, echeance.AddTicks(1))));
            }
        }
    });

    [Fact]
    public void Stepping_from_echeance_to_echeance_ends() => Lois.Tient(cas =>
    {
        foreach (var soin in cas.Rapprochement.Soins)
        {
            var pas = 0;
            for (var vue = cas.Jugement.Juger(soin, DateTimeOffset.MinValue); vue.Echeance is { } echeance; pas++)
            {
                Assert.True(pas < 2, "The end of the window and the second threshold are the only échéances.");
                vue = cas.Jugement.Juger(soin, echeance.AddTicks(1));
            }
        }
    });

    [Fact]
    public void Time_alone_only_makes_a_part_late() => Lois.Tient(cas =>
    {
        foreach (var soin in cas.Rapprochement.Soins)
        {
            var (avant, apres) = (cas.Jugement.Juger(soin, cas.Maintenant), cas.Jugement.Juger(soin, cas.PlusTard));
            Assert.Equal(avant.Total, apres.Total);
            Assert.True(
                avant.Situation == apres.Situation
                || (avant.Situation is Situation.EnAttenteRo or Situation.EnAttenteComplementaire && apres.Situation == Situation.EnRetard));
        }
    });
}
