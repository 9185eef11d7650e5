using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>One use case for each thing that a caller reads.</summary>
internal static class ReadingRegistration
{
    public static void AddReading(this IServiceCollection services)
    {
        services.AddSingleton<Disclosure>();
        services.AddSingleton<RecordAccesses>();
        services.AddSingleton<GiveMotif>();
        services.AddSingleton<ReadSoin>();
        services.AddSingleton<ReadSoinFhir>();
        services.AddSingleton<OwnShares>();
        services.AddSingleton<SoinAnswers>();
        services.AddSingleton<ListSoins>();
        services.AddSingleton<ListSoinsOfSeveral>();
        services.AddSingleton<ReadAdherentVirements>();
        services.AddSingleton<ReadSynthese>();
        services.AddSingleton<ReadSoinHistory>();
        services.AddSingleton<ReadLignes>();
        services.AddSingleton<ReadVirement>();
        services.AddSingleton<SearchSoins>();
        services.AddSingleton<ReadFeed>();
        services.AddSingleton<ReadAccessLog>();
        services.AddSingleton<AdherentVirements>();
        services.AddSingleton<ReadAdherentSheet>();
        services.AddSingleton<ReadSoinSheet>();
    }
}
