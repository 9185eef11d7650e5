using Xunit;

namespace Reconciliation.Domain.Tests.Calendars;

/// <summary>Computed closed days against published ones, every day of every year given.</summary>
public sealed class JoursNonOuvresTests
{
    [Fact]
    public void French_public_holidays_are_those_published() =>
        Comparer(JoursPublies.Metropole, 2006, 2031, jour => JoursNonOuvres.EstFerie(jour, Zone.Metropole));

    [Fact]
    public void Public_holidays_of_Alsace_and_Moselle_are_those_published() =>
        Comparer(JoursPublies.AlsaceMoselle, 2006, 2031, jour => JoursNonOuvres.EstFerie(jour, Zone.AlsaceMoselle));

    [Fact]
    public void Closing_days_of_TARGET_are_those_published() =>
        Comparer(JoursPublies.Target, 2024, 2030, JoursNonOuvres.EstFermetureTarget);

    [Theory]
    [InlineData(Zone.Guadeloupe, 5, 27)]
    [InlineData(Zone.Martinique, 5, 22)]
    [InlineData(Zone.Guyane, 6, 10)]
    [InlineData(Zone.LaReunion, 12, 20)]
    [InlineData(Zone.Mayotte, 4, 27)]
    [InlineData(Zone.SaintBarthelemy, 10, 9)]
    [InlineData(Zone.SaintMartin, 5, 28)]
    public void Each_overseas_zone_adds_its_own_day_and_no_other(Zone zone, int mois, int jour)
    {
        var propres = Annee(2026).Where(j => JoursNonOuvres.EstFerie(j, zone) && !JoursNonOuvres.EstFerie(j, Zone.Metropole));
        Assert.Equal([new DateOnly(2026, mois, jour)], propres);
    }

    [Fact]
    public void Week_ends_are_closed_everywhere() => Assert.All(
        Annee(2026).Where(j => j.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday),
        j => Assert.True(JoursNonOuvres.EstFermeTarget(j) && JoursNonOuvres.EstChome(j, Zone.Metropole)));

    [Fact]
    public void Weekdays_that_are_no_holiday_are_open()
    {
        Assert.Equal(252, Annee(2026).Count(j => !JoursNonOuvres.EstChome(j, Zone.Metropole)));
        Assert.False(JoursNonOuvres.EstFermeTarget(new(2026, 5, 8)));
        Assert.True(JoursNonOuvres.EstChome(new(2026, 5, 8), Zone.Metropole));
        Assert.True(JoursNonOuvres.EstFermeTarget(new(2026, 4, 3)));
        Assert.False(JoursNonOuvres.EstChome(new(2026, 4, 3), Zone.Metropole));
    }

    [Theory]
    [InlineData(1818, 3, 22)]
    [InlineData(1943, 4, 25)]
    [InlineData(2000, 4, 23)]
    [InlineData(2038, 4, 25)]
    [InlineData(2285, 3, 22)]
    public void Easter_is_right_at_its_earliest_and_latest(int annee, int mois, int jour) =>
        Assert.Equal(new DateOnly(annee, mois, jour), JoursNonOuvres.Paques(annee));

    private static void Comparer(IReadOnlyDictionary<int, HashSet<DateOnly>> publies, int premiere, int derniere, Func<DateOnly, bool> estFerme)
    {
        Assert.Equal(Enumerable.Range(premiere, derniere - premiere + 1), publies.Keys.Order());
        foreach (var (annee, jours) in publies)
        {
            Assert.Equal(jours.Order(), Annee(annee).Where(estFerme));
        }
    }

    private static IEnumerable<DateOnly> Annee(int annee)
    {
        for (var jour = new DateOnly(annee, 1, 1); jour.Year == annee; jour = jour.AddDays(1))
        {
            yield return jour;
        }
    }
}
