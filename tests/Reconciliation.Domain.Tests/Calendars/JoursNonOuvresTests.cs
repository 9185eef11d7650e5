using Xunit;

namespace Reconciliation.Domain.Tests.Calendars;

/// <summary>Computed closed days against published ones, every day of every year given.</summary>
public sealed class JoursNonOuvresTests
{
    [Fact]
    public void French_public_holidays_are_those_published() =>
        Compare(PublishedDays.Metropole, 2006, 2031, day => JoursNonOuvres.IsPublicHoliday(day, Zone.Metropole));

    [Fact]
    public void Public_holidays_of_Alsace_and_Moselle_are_those_published() =>
        Compare(PublishedDays.AlsaceMoselle, 2006, 2031, day => JoursNonOuvres.IsPublicHoliday(day, Zone.AlsaceMoselle));

    [Fact]
    public void Closing_days_of_TARGET_are_those_published() =>
        Compare(PublishedDays.Target, 2024, 2030, JoursNonOuvres.IsTargetClosingDay);

    [Theory]
    [InlineData(Zone.Guadeloupe, 5, 27)]
    [InlineData(Zone.Martinique, 5, 22)]
    [InlineData(Zone.Guyane, 6, 10)]
    [InlineData(Zone.LaReunion, 12, 20)]
    [InlineData(Zone.Mayotte, 4, 27)]
    [InlineData(Zone.SaintBarthelemy, 10, 9)]
    [InlineData(Zone.SaintMartin, 5, 28)]
    public void Each_overseas_zone_adds_its_own_day_and_no_other(Zone zone, int months, int day)
    {
        var own = Year(2026).Where(j => JoursNonOuvres.IsPublicHoliday(j, zone) && !JoursNonOuvres.IsPublicHoliday(j, Zone.Metropole));
        Assert.Equal([new DateOnly(2026, months, day)], own);
    }

    [Fact]
    public void Week_ends_are_closed_everywhere() => Assert.All(
        Year(2026).Where(j => j.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday),
        j => Assert.True(JoursNonOuvres.IsTargetClosed(j) && JoursNonOuvres.IsDayOff(j, Zone.Metropole)));

    [Fact]
    public void Weekdays_that_are_no_holiday_are_open()
    {
        Assert.Equal(252, Year(2026).Count(j => !JoursNonOuvres.IsDayOff(j, Zone.Metropole)));
        Assert.False(JoursNonOuvres.IsTargetClosed(new(2026, 5, 8)));
        Assert.True(JoursNonOuvres.IsDayOff(new(2026, 5, 8), Zone.Metropole));
        Assert.True(JoursNonOuvres.IsTargetClosed(new(2026, 4, 3)));
        Assert.False(JoursNonOuvres.IsDayOff(new(2026, 4, 3), Zone.Metropole));
    }

    [Theory]
    [InlineData(1818, 3, 22)]
    [InlineData(1943, 4, 25)]
    [InlineData(1954, 4, 18)]
    [InlineData(1981, 4, 19)]
    [InlineData(2000, 4, 23)]
    [InlineData(2038, 4, 25)]
    [InlineData(2049, 4, 18)]
    [InlineData(2076, 4, 19)]
    [InlineData(2285, 3, 22)]
    public void Easter_is_right_at_its_earliest_and_latest_and_where_the_rule_moves_it_a_week_back(int year, int months, int day) =>
        Assert.Equal(new DateOnly(year, months, day), JoursNonOuvres.Easter(year));

    private static void Compare(IReadOnlyDictionary<int, HashSet<DateOnly>> published, int first, int last, Func<DateOnly, bool> isClosed)
    {
        Assert.Equal(Enumerable.Range(first, last - first + 1), published.Keys.Order());
        foreach (var (year, days) in published)
        {
            Assert.Equal(days.Order(), Year(year).Where(isClosed));
        }
    }

    private static IEnumerable<DateOnly> Year(int year)
    {
        for (var day = new DateOnly(year, 1, 1); day.Year == year; day = day.AddDays(1))
        {
            yield return day;
        }
    }
}
