using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Benchmarks.Store;

/// <summary>The one transaction on a database, as the engine has it, without a host.</summary>
internal static class StoreServices
{
    public static ServiceProvider On(string database) => new ServiceCollection()
        .AddSingleton(TimeProvider.System)
        .AddSingleton(PaymentStreams.Product)
        .AddMetrics()
        .AddDatabase(database)
        .AddJugement(new ConfigurationBuilder().Build())
        .AddCore()
        .BuildServiceProvider();
}
