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
                Assert.NotEqual(ComparableVues.Published(vue), ComparableVues.Published(cases.Jugement.Judge(soin, echeance.AddTicks(1))));
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
                Assert.True(step < 2, "The end of the window and the second threshold are the only échéances.");
                vue = cases.Jugement.Judge(soin, echeance.AddTicks(1));
            }
        }
    });

    [Fact]
    public void Time_alone_only_makes_a_part_late() => LawSettings.Holds(cases =>
    {
        foreach (var soin in cases.Rapprochement.Soins)
        {
            var (before, after) = (cases.Jugement.Judge(soin, cases.Now), cases.Jugement.Judge(soin, cases.Later));
            Assert.Equal(before.Total, after.Total);
            Assert.True(
                before.Situation == after.Situation
                || (before.Situation is Situation.EnAttenteRo or Situation.EnAttenteComplementaire && after.Situation == Situation.EnRetard));
        }
    });
}
