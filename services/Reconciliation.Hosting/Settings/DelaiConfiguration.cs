using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Domain;

namespace Reconciliation.Hosting;

/// <summary>The policy of delays and the texts for members, from the configuration sections <c>Delais</c> and <c>Textes</c>.</summary>
public static class DelaiConfiguration
{
    /// <summary>
    /// Registers the judge and its delays: without configuration those that members were told in November 2025.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The configuration.</param>
    public static IServiceCollection AddJugement(this IServiceCollection services, IConfiguration configuration)
    {
        var delays = new DelaiAttendu(Policies(configuration));
        return services.AddSingleton(delays).AddSingleton(new Jugement(delays, Texts(configuration)));
    }

    /// <summary>
    /// The policies of delays. One that is configured with a date leaves the days before it to the default: the delays told then stay told.
    /// Only one without a date, from ever, replaces the default.
    /// </summary>
    /// <param name="configuration">The configuration.</param>
    public static IReadOnlyList<DelaiPolicy> Policies(IConfiguration configuration)
    {
        var configured = (configuration.GetSection("Delais").Get<List<DelaiSettings>>() ?? []).ConvertAll(p => p.ToPolicy());
        return configured.Exists(p => p.AppliesFrom == DelaiPolicy.Initial.AppliesFrom)
            ? configured
            : [DelaiPolicy.Initial, .. configured];
    }

    /// <summary>The texts for members; without configuration, those of November 2025.</summary>
    /// <param name="configuration">The configuration.</param>
    public static MemberTexts Texts(IConfiguration configuration) =>
        configuration.GetSection("Textes").Get<MemberTexts>() ?? new MemberTexts();

    /// <summary>
    /// One policy, as it is written in configuration; see <see cref="DelaiPolicy"/>. A length that is absent is that of
    /// <see cref="DelaiPolicy.Initial"/>.
    /// </summary>
    public sealed class DelaiSettings
    {
        /// <summary>The first day, <c>yyyy-MM-dd</c>; absent: from ever.</summary>
        public DateOnly ApplicableDepuis { get; set; }

        /// <summary>Hours with the carte Vitale.</summary>
        public int? CarteVitaleDebutHeures { get; set; }

        /// <summary>Hours with the carte Vitale.</summary>
        public int? CarteVitaleFinHeures { get; set; }

        /// <summary>Days with a paper feuille de soins.</summary>
        public int? FeuilleDeSoinsDebutJours { get; set; }

        /// <summary>Days with a paper feuille de soins.</summary>
        public int? FeuilleDeSoinsFinJours { get; set; }

        /// <summary>The days that count.</summary>
        public DayCount Decompte { get; set; }

        /// <summary>The zone of French public holidays.</summary>
        public Zone Zone { get; set; }

        /// <summary>Days past the window after which a late soin is <c>anormal</c>; absent: never.</summary>
        public int? SeuilAnormalJours { get; set; }

        internal DelaiPolicy ToPolicy() => new(
            ApplicableDepuis,
            Window(DelaiPolicy.Initial.CarteVitale, CarteVitaleDebutHeures, CarteVitaleFinHeures, Duration.Hours),
            Window(DelaiPolicy.Initial.FeuilleDeSoins, FeuilleDeSoinsDebutJours, FeuilleDeSoinsFinJours, Duration.Days),
            Decompte,
            Zone,
            SeuilAnormalJours is { } days ? Duration.Days(days) : null);

        private static Fenetre Window(Fenetre byDefault, int? start, int? end, Func<int, Duration> unit) => new(
            start is { } first ? unit(first) : byDefault.Start,
            end is { } last ? unit(last) : byDefault.End);
    }
}
