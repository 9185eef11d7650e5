using Xunit;

namespace Reconciliation.Domain.Tests.Calendars;

/// <summary>The arithmetic of windows: hours that elapse, days on the wall, days that count, and policies by date.</summary>
public sealed class DelaiAttenduTests
{
    private static readonly DelaiPolicy Initial = DelaiPolicy.Initial;
    private static readonly DelaiPolicy Target = Initial with { Decompte = DayCount.OuvreTarget };
    private static readonly DelaiPolicy France = Initial with { Decompte = DayCount.OuvreFrance };

    [Fact]
    public void A_window_runs_from_48_to_72_hours()
    {
        var expectation = new DelaiAttendu(Initial).Compute(EndOf(2025, 11, 17), Canal.CarteVitale);
        Assert.Equal(
            (InParis(2025, 11, 20, 0), InParis(2025, 11, 21, 0), null), (expectation.From, expectation.Until, expectation.AnormalAfter));
        Assert.Equal(new DateOnly(2025, 11, 20), expectation.LastDay);
    }

    [Fact]
    public void On_paper_it_runs_from_5_to_30_days()
    {
        var expectation = new DelaiAttendu(Initial).Compute(EndOf(2025, 11, 17), Canal.FeuilleDeSoins);
        Assert.Equal((InParis(2025, 11, 23, 0), InParis(2025, 12, 18, 0)), (expectation.From, expectation.Until));
    }

    [Fact]
    public void Texts_say_a_window_as_the_policy_has_it()
    {
        Assert.Equal("48 à 72 heures", $"{Initial.FenetreOf(Canal.CarteVitale)}");
        Assert.Equal("5 à 30 jours", $"{Initial.FenetreOf(Canal.FeuilleDeSoins)}");
        Assert.Equal("12 heures à 1 jour", $"{new Fenetre(Duration.Hours(12), Duration.Days(1))}");
        Assert.Equal("1 heure à 2 jours", $"{new Fenetre(Duration.Hours(1), Duration.Days(2))}");
        Assert.Equal("1 à 2 heures", $"{new Fenetre(Duration.Hours(1), Duration.Hours(2))}");
    }

    [Fact]
    public void The_end_of_a_day_in_Paris_is_22_h_UTC_in_summer_and_23_h_in_winter()
    {
        Assert.Equal(Utc(2025, 7, 14, 22), EndOf(2025, 7, 14));
        Assert.Equal(Utc(2025, 11, 14, 23), EndOf(2025, 11, 14));
        Assert.Equal(Utc(2025, 10, 25, 22), EndOf(2025, 10, 25));
        Assert.Equal(Utc(2025, 10, 26, 23), EndOf(2025, 10, 26));
        Assert.Equal(Utc(2026, 3, 28, 23), EndOf(2026, 3, 28));
        Assert.Equal(Utc(2026, 3, 29, 22), EndOf(2026, 3, 29));
    }

    [Theory]
    [InlineData(1999, 12, 31)]
    [InlineData(2014, 12, 31)]
    [InlineData(2015, 1, 1)]
    [InlineData(2045, 1, 22)]
    [InlineData(2045, 1, 23)]
    [InlineData(2045, 1, 24)]
    [InlineData(2099, 7, 14)]
    public void A_day_begins_at_midnight_in_Paris_whether_or_not_it_is_computed_beforehand(int year, int months, int day) =>
        Assert.Equal(InParis(year, months, day, 0), Paris.StartOfDay(new(year, months, day)));

    [Fact]
    public void Hours_elapse_across_the_change_to_winter_time()
    {
        var expectation = new DelaiAttendu(Initial).Compute(EndOf(2025, 10, 25), Canal.CarteVitale);
        Assert.Equal((InParis(2025, 10, 27, 23), InParis(2025, 10, 28, 23)), (expectation.From, expectation.Until));
        Assert.Equal(TimeSpan.FromHours(72), expectation.Until - EndOf(2025, 10, 25));
    }

    [Fact]
    public void Hours_elapse_across_the_change_to_summer_time()
    {
        var expectation = new DelaiAttendu(Initial).Compute(EndOf(2026, 3, 28), Canal.CarteVitale);
        Assert.Equal((InParis(2026, 3, 31, 1), InParis(2026, 4, 1, 1)), (expectation.From, expectation.Until));
    }

    [Fact]
    public void Days_keep_the_time_on_the_wall_across_both_changes()
    {
        var delay = new DelaiAttendu(Initial);
        Assert.Equal(InParis(2025, 11, 22, 0), delay.Compute(EndOf(2025, 10, 22), Canal.FeuilleDeSoins).Until);
        Assert.Equal(InParis(2026, 4, 17, 0), delay.Compute(EndOf(2026, 3, 17), Canal.FeuilleDeSoins).Until);
    }

    [Fact]
    public void A_time_that_the_change_skips_is_moved_on_and_one_that_occurs_twice_is_the_first()
    {
        Assert.Equal(Utc(2026, 3, 29, 1, 30), Paris.Instant(new(2026, 3, 29, 2, 30, 0)));
        Assert.Equal(Utc(2025, 10, 26, 0, 30), Paris.Instant(new(2025, 10, 26, 2, 30, 0)));
    }

    [Fact]
    public void An_instant_of_transmission_counts_by_the_moment_whatever_its_offset()
    {
        var delay = new DelaiAttendu(Initial);
        var transmitted = new DateTimeOffset(2025, 11, 14, 17, 2, 11, TimeSpan.FromHours(1));
        var expectation = delay.Compute(transmitted, Canal.CarteVitale);
        Assert.Equal(Utc(2025, 11, 17, 16, 2, 11), expectation.Until);
        Assert.Equal(expectation, delay.Compute(transmitted.ToOffset(TimeSpan.FromHours(11)), Canal.CarteVitale));
        Assert.Equal(TimeSpan.Zero, expectation.Until.Offset);
    }

    [Fact]
    public void A_payment_is_in_time_when_its_day_begins_before_the_window_ends()
    {
        var expectation = new DelaiAttendu(Initial).Compute(EndOf(2025, 11, 17), Canal.CarteVitale);
        Assert.True(expectation.IsInTime(new(2025, 11, 20)));
        Assert.False(expectation.IsInTime(new(2025, 11, 21)));
        var inTheJournee = new DelaiAttendu(Initial).Compute(InParis(2025, 11, 17, 9), Canal.CarteVitale);
        Assert.True(inTheJournee.IsInTime(new(2025, 11, 20)));
        Assert.Equal(new DateOnly(2025, 11, 20), inTheJournee.LastDay);
    }

    [Fact]
    public void Business_days_skip_week_ends()
    {
        var expectation = new DelaiAttendu(Target).Compute(EndOf(2025, 11, 14), Canal.CarteVitale);
        Assert.Equal((InParis(2025, 11, 19, 0), InParis(2025, 11, 20, 0)), (expectation.From, expectation.Until));
    }

    [Fact]
    public void Business_hours_begin_at_the_hour_of_an_open_day()
    {
        Assert.Equal(InParis(2025, 11, 19, 17), new DelaiAttendu(Target).Compute(InParis(2025, 11, 14, 17), Canal.CarteVitale).Until);
        Assert.Equal(InParis(2025, 11, 20, 0), new DelaiAttendu(Target).Compute(InParis(2025, 11, 15, 17), Canal.CarteVitale).Until);
    }

    [Fact]
    public void A_window_that_begins_at_once_begins_on_an_open_day()
    {
        var atOnce = new DelaiAttendu(Target with { CarteVitale = new(Duration.Hours(0), Duration.Hours(24)) });
        Assert.Equal(InParis(2025, 11, 17, 0), atOnce.Compute(InParis(2025, 11, 15, 17), Canal.CarteVitale).From);
        Assert.Equal(InParis(2025, 11, 14, 17), atOnce.Compute(InParis(2025, 11, 14, 17), Canal.CarteVitale).From);
    }

    [Fact]
    public void Business_days_skip_the_closing_days_of_TARGET()
    {
        Assert.Equal(InParis(2025, 12, 31, 0), new DelaiAttendu(Target).Compute(EndOf(2025, 12, 23), Canal.CarteVitale).Until);
        Assert.Equal(InParis(2026, 4, 10, 0), new DelaiAttendu(Target).Compute(EndOf(2026, 4, 2), Canal.CarteVitale).Until);
    }

    [Fact]
    public void Business_days_skip_French_holidays_of_the_zone()
    {
        Assert.Equal(InParis(2025, 12, 30, 0), new DelaiAttendu(France).Compute(EndOf(2025, 12, 23), Canal.CarteVitale).Until);
        Assert.Equal(
            InParis(2025, 12, 31, 0),
            new DelaiAttendu(France with { Zone = Zone.AlsaceMoselle }).Compute(EndOf(2025, 12, 23), Canal.CarteVitale).Until);
        Assert.Equal(InParis(2026, 5, 22, 0), new DelaiAttendu(France).Compute(EndOf(2026, 5, 18), Canal.CarteVitale).Until);
        Assert.Equal(
            InParis(2026, 5, 28, 0),
            new DelaiAttendu(France with { Zone = Zone.Martinique }).Compute(EndOf(2026, 5, 20), Canal.CarteVitale).Until);
    }

    [Fact]
    public void Business_days_of_paper_count_days_not_hours() =>
        Assert.Equal(InParis(2025, 11, 22, 0), new DelaiAttendu(Target).Compute(EndOf(2025, 11, 14), Canal.FeuilleDeSoins).From);

    [Fact]
    public void Business_hours_of_a_day_of_23_or_25_hours_end_with_the_day()
    {
        Assert.Equal(InParis(2025, 10, 30, 0), new DelaiAttendu(Target).Compute(EndOf(2025, 10, 24), Canal.CarteVitale).Until);
        Assert.Equal(InParis(2026, 4, 2, 0), new DelaiAttendu(Target).Compute(EndOf(2026, 3, 27), Canal.CarteVitale).Until);
    }

    [Fact]
    public void The_second_threshold_is_counted_from_the_end_of_the_window()
    {
        var sept = Initial with { AnormalThreshold = Duration.Days(7) };
        Assert.Equal(InParis(2025, 11, 28, 0), new DelaiAttendu(sept).Compute(EndOf(2025, 11, 17), Canal.CarteVitale).AnormalAfter);
        Assert.Equal(
            InParis(2025, 12, 2, 0),
            new DelaiAttendu(sept with { Decompte = DayCount.OuvreTarget }).Compute(EndOf(2025, 11, 17), Canal.CarteVitale).AnormalAfter);
        Assert.Null(new DelaiAttendu(Initial).Compute(EndOf(2025, 11, 17), Canal.CarteVitale).AnormalAfter);
    }

    [Fact]
    public void The_policy_of_the_day_on_which_the_delay_begins_applies()
    {
        var fast = Initial with { AppliesFrom = new(2025, 12, 1), CarteVitale = new(Duration.Hours(12), Duration.Hours(24)) };
        var delay = new DelaiAttendu(fast, Initial);
        Assert.Equal(
            InParis(2025, 12, 3, 23).AddMinutes(59), delay.Compute(InParis(2025, 11, 30, 23).AddMinutes(59), Canal.CarteVitale).Until);
        Assert.Equal(InParis(2025, 12, 2, 0), delay.Compute(InParis(2025, 12, 1, 0), Canal.CarteVitale).Until);
        Assert.Equal(InParis(2025, 12, 2, 0), delay.Compute(EndOf(2025, 11, 30), Canal.CarteVitale).Until);
        Assert.Equal(InParis(2026, 1, 2, 0), new DelaiAttendu(fast).Compute(EndOf(2025, 12, 31), Canal.CarteVitale).Until);
    }

    [Fact]
    public void Before_the_first_policy_the_first_applies()
    {
        var fast = Initial with { AppliesFrom = new(2025, 12, 1), CarteVitale = new(Duration.Hours(12), Duration.Hours(24)) };
        Assert.Equal(InParis(2025, 11, 2, 0), new DelaiAttendu(fast).Compute(EndOf(2025, 10, 31), Canal.CarteVitale).Until);
    }

    [Fact]
    public void No_policy_or_two_from_one_day_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new DelaiAttendu());
        Assert.Throws<ArgumentException>(() => new DelaiAttendu(Initial, Initial with { Decompte = DayCount.OuvreTarget }));
    }

    private static DateTimeOffset EndOf(int year, int months, int day) => Paris.EndOfDay(new(year, months, day));

    private static DateTimeOffset InParis(int year, int months, int day, int hour) => Paris.Instant(new(year, months, day, hour, 0, 0));

    private static DateTimeOffset Utc(int year, int months, int day, int hour, int minute = 0, int second = 0) =>
        new(year, months, day, hour, minute, second, TimeSpan.Zero);
}
